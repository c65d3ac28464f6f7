/**
 * The ways one GTIN is written: padded with zeros to 14, 13, 12 or 8 digits (GS1 General Specifications, 3.3.2). The code
 * on a medicine's pack gives 14, its barcode 13.
 */
export function gtinForms(gtin: string): string[] {
  const whole = gtin.padStart(14, '0')
  return [14, 13, 12, 8]
    .filter((length) => /^0*$/.test(whole.slice(0, 14 - length)))
    .map((length) => whole.slice(14 - length))
}
