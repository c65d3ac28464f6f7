import type { catalogue as contract } from '@mortar/contract'
import type { Rows } from '../row.ts'

const noGtin = '00000000'

export const catalogue: Rows<typeof contract> = {
  list_categories: {},
  get_medicine: {
    thing: ({ gtin }) => gtin,
    missing: noGtin,
    given: (_, gtin) => ({ params: { gtin } }),
  },
}
