import path from 'node:path'

/**
 * All that a program has of our environment when a test starts it. Node keeps what it compiled, so that the next one starts in half
 * the time.
 */
export const bareEnvironment = {
  PATH: process.env['PATH'],
  NODE_COMPILE_CACHE: path.join(import.meta.dirname, '../../../node_modules/.cache/compiled'),
}
