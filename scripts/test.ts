// npm test: the static checks one after the other, then every test. npm test -- <path> …: only the tests under these paths.
// npm run test:server: everything on the server that DATABASE_URL names, whose user must be allowed to create databases.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
type Count = { what: string; passed: number; failed: number }
type Command = [program: string, ...args: string[]]

const CHECKS: [heading: string, ...commands: Command[]][] = [
  ['Types', ['tsc', '--noEmit']],
  ['Types of the web', ['react-router', 'typegen', 'web'], ['tsc', '--noEmit', '-p', 'web']],
  ['Lint', ['oxlint', '--type-aware']],
  ['Format', ['oxfmt', '--check']],
  ['Lockfile', ['node', 'scripts/lockfile.mjs']],
]

let running: ChildProcess | undefined
let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interrupted = true
    running?.kill(signal)
  })
}

const paths = process.argv.slice(2).filter((argument) => argument !== '--server')
if (process.argv.includes('--server')) onServer(process.env['DATABASE_URL'])
const counts: Count[] = []
for (const [heading, ...commands] of paths.length > 0 ? [] : CHECKS) counts.push(await check(heading, commands))
counts.push(await runTests(paths))

const passed = sum(counts.map((count) => count.passed))
const failed = sum(counts.map((count) => count.failed))
const faulty = counts.filter((count) => count.failed > 0).map(({ what, failed: number }) => `${what} (${number})`)
if (interrupted) console.log('\nInterrupted')
if (faulty.length > 0) console.log(`\nFailed: ${faulty.join(', ')}`)
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

async function check(heading: string, commands: Command[]): Promise<Count> {
  say(heading)
  for (const command of commands) if ((await run(command)) !== 0) return { what: heading, passed: 0, failed: 1 }
  return { what: heading, passed: 1, failed: 0 }
}

async function runTests(filters: string[]): Promise<Count> {
  say('Tests')
  const folder = mkdtempSync(join(tmpdir(), 'mortar-report-'))
  const report = join(folder, 'report.json')
  const code = await run([
    'vitest',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...filters,
  ])
  const count = interrupted ? { what: 'Tests', passed: 0, failed: 1 } : countOf(report)
  rmSync(folder, { recursive: true, force: true })
  // A run can fail though no test did: an error outside of all tests, or no test at all.
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count
}

type Report = { numPassedTests: number; testResults: { status: string; assertionResults: { status: string }[] }[] }

/** A file that cannot even be loaded counts as one failure. */
function countOf(path: string): Count {
  try {
    const { numPassedTests, testResults } = JSON.parse(readFileSync(path, 'utf8')) as Report
    const failures = testResults.map(({ status, assertionResults }) => {
      const tests = assertionResults.filter((result) => result.status === 'failed').length
      return status === 'failed' ? Math.max(1, tests) : tests
    })
    return { what: 'Tests', passed: numPassedTests, failed: sum(failures) }
  } catch (error) {
    console.log(`vitest left no report: ${(error as Error).message}`)
    return { what: 'Tests', passed: 0, failed: 1 }
  }
}

function run([program, ...args]: Command): Promise<number> {
  if (interrupted) return Promise.resolve(1)
  const path = program === 'node' ? process.execPath : join(root, 'node_modules/.bin', program)
  return new Promise((resolve, reject) => {
    running = spawn(path, args, { cwd: root, stdio: 'inherit' })
    running.once('error', reject)
    running.once('exit', (code) => resolve(code ?? 1))
  })
}

function onServer(url: string | undefined): void {
  if (!url) throw new Error('Set DATABASE_URL to a PostgreSQL server (15 or newer) whose user may create databases.')
  process.env['TEST_DATABASE_URL'] = url
}

function say(heading: string): void {
  console.log(`\n── ${heading} ${'─'.repeat(60 - heading.length)}`)
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
