// npm run faults: the same tests as in npm test, with each process killed twenty times, or as often as the argument says.
import { spawn } from 'node:child_process'

const times = process.argv[2] ?? '20'
const tests = spawn('vitest', ['run', '--project', 'processes', 'server/test/faults'], {
  stdio: 'inherit',
  env: { ...process.env, MORTAR_FAULTS: times },
})
tests.once('exit', (code) => {
  process.exitCode = code ?? 1
})
