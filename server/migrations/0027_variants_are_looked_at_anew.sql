-- A column that is new has no statistics: that few variants are archived is not known, and plans would be made for the contrary
-- until the table has changed by a tenth.
analyze catalogue.variants;
