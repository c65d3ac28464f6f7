import type { Kernel, Module } from '../../kernel/module.ts'
import { browseRoutes } from './routes.ts'

/** No tables of its own: every read that joins several modules. */
export function browse(kernel: Kernel): Module {
  return { name: 'browse', routes: browseRoutes(kernel) }
}
