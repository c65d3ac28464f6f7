/** For what stands above a list: there the keyboard goes on when the list has another page or filter. */
export const listHead = { tabIndex: -1, 'data-list': '' } as const

/** For links and forms that lead to another page or filter of the list they belong to. */
export const inList = { inList: true } as const
