// npm run faults: the same tests as in npm test, with each process killed twenty times, or as often as the first argument says,
// and a hundred thousand requests that nobody should send, or as many as the second; the third is their seed, to see them again.
// With MORTAR_BEFORE, the root of an earlier version that is checked out and installed, both serve one database for five minutes.
// Passwords are guessed ten thousand times, the market is walked a hundred times, each pack is looked at, and the bench is run in small.
import { spawn } from 'node:child_process'

const [times = '20', requests = '100000', seed] = process.argv.slice(2)
const tested = ['server/test/faults', 'server/test/simulation', 'server/src/modules/people', 'bench', 'e2e/strengths']
const tests = spawn('vitest', ['run', ...tested], {
  stdio: 'inherit',
  env: {
    ...process.env,
    MORTAR_FAULTS: times,
    MORTAR_FUZZ: requests,
    MORTAR_WALKS: '100',
    MORTAR_FUZZ_SEED: seed ?? String(Math.floor(Math.random() * 2 ** 31)),
  },
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => tests.kill(signal))
tests.once('exit', (code) => {
  process.exitCode = code ?? 1
})
