import type { Module } from '../../kernel/module.ts'

export { accountCode, isGuarded } from './accounts.ts'
export { post, WouldOverdraw } from './post.ts'
export { reverse } from './reverse.ts'
export { isPosted } from './store.ts'
export type { Journal, Overdraft, Posting } from './store.ts'

export function ledger(): Module {
  return { name: 'ledger' }
}
