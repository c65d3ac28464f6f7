/** "Size: L, colour: blue", or the SKU where a variant has nothing to tell it by. */
export function variantText({ sku, options }: { sku: string; options: Record<string, string> }): string {
  const told = Object.entries(options).map(([name, value]) => `${name}: ${value}`)
  return told.length === 0 ? sku : told.join(', ')
}
