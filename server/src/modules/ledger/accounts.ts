/**
 * Accounts are named by code and made when first posted to. A posting takes from its source and gives to its destination;
 * a balance is what an account was given less what was taken from it.
 */
export const accountCode = {
  /** What the platform owes a shop. It may not go negative: what a shop is to be paid out must be there. */
  payable: (shopId: number) => `shop:${shopId}:payable`,
  /** What a shop owes the platform: runs negative by what its payable could not cover. */
  owed: (shopId: number) => `shop:${shopId}:owed`,
  /** What a shop took in itself, at the door. The platform never had this money and does not guard it. */
  collected: (shopId: number) => `shop:${shopId}:collected`,
  /** Buyers' cash and a gateway's cards: where money comes from, so these run negative. */
  cash: 'buyers:cash',
  gateway: (name: string) => `gateway:${name}`,
  /** What a gateway says it has taken and no order has explained yet. */
  suspense: (name: string) => `suspense:${name}`,
  /** What is to go back to buyers and has not left the gateway yet. */
  refunds: (name: string) => `refunds:${name}`,
} as const

const guarded = /^shop:\d+:payable$/

/**
 * Guarded accounts keep a balance, in a row that every posting to them locks; the others are only posted to and summed
 * when asked, so that no row is written by every sale of the platform.
 */
export function isGuarded(code: string): boolean {
  return guarded.test(code)
}

/** The shop whose payable this is. */
export function shopOfPayable(code: string): number | null {
  return guarded.test(code) ? Number(code.split(':')[1]) : null
}
