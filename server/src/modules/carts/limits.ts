/** What a cart holds. The database refuses a larger quantity, too. */
export const maxLines = 100
export const maxQuantity = 1_000
