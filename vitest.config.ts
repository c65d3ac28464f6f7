import { defineConfig } from 'vitest/config'

/** Tests that start, kill or drive whole processes: each file in a process of its own, one after the other. */
const processes = ['server/src/kernel/postgres/**', 'server/test/faults/**', 'bench/**', 'scripts/**', 'e2e/**']
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
          exclude: [...never, ...files(processes)],
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
          include: files(processes),
          exclude: never,
          globalSetup: [],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
