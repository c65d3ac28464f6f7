import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{contract,server,web,bench,scripts}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/.build/**'],
    globalSetup: ['server/test/harness/cluster.ts'],
    pool: 'threads',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
