import { defineConfig } from 'vitest/config'

/** Tests that start, kill or drive whole processes: each file in a process of its own. */
const processes = ['server/src/kernel/postgres/**', 'server/test/faults/**', 'scripts/**']
const browser = ['e2e/**']
/** That the bench runs is seen at length, in `npm run faults`. */
const atLength = process.env['MORTAR_FAULTS'] === undefined ? [] : ['bench/**']
const files = (folders: string[]) => folders.map((folder) => folder.replace(/\*\*$/, '**/*.test.ts'))
const everywhere = ['{contract,server,web,bench,scripts,e2e}/**']
const never = ['**/node_modules/**', '**/.build/**']

export default defineConfig({
  test: {
    // One embedded cluster with one migrated template for the whole run; see the harness.
    globalSetup: ['server/test/harness/cluster.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // What comes to be is waited for as long as a busy machine takes; nothing is proved by its coming within a second.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        // Threads without isolation take half the time; in exchange nothing may be mutable at module level.
        extends: true,
        test: {
          name: 'fast',
          include: files(everywhere),
          exclude: [...never, ...files([...processes, ...browser, 'bench/**'])],
          globalSetup: [],
          pool: 'threads',
          isolate: false,
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: files([...processes, ...atLength]),
          exclude: never,
          globalSetup: [],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // The files that come to one process share its browser; each has a shop and visitors of its own.
        extends: true,
        test: {
          name: 'browser',
          include: files(browser),
          exclude: never,
          globalSetup: [],
          pool: 'forks',
          isolate: false,
          maxWorkers: 2,
          testTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
