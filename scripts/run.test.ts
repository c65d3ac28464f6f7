import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'

type Lock = { touch: () => void; shareWith: (pid: number) => void }
type WithInstallLock = <T>(file: string, onWait: () => void, work: (lock: Lock) => Promise<T>) => Promise<T>
const { withInstallLock } = (await import(new URL('install-lock.mjs', import.meta.url).href)) as {
  withInstallLock: WithInstallLock
}

const { isRunning } = (await import(new URL('abandoned.mjs', import.meta.url).href)) as {
  isRunning: (pid: number) => boolean
}
const parentOf = (pid: number) => Number(execFileSync('ps', ['-o', 'ppid=', '-p', `${pid}`], { encoding: 'utf8' }))

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'mortar-scripts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('run.mjs', () => {
  test('runs a file with the pinned Node, first in PATH, passes words on and ends as it ends', async () => {
    const child = run(
      'console.log(JSON.stringify([process.version, process.argv.slice(2), process.env.PATH])); process.exit(7)',
      'a',
      '--b c',
    )
    const [said, code] = await ending(child)
    const [version, words, path] = JSON.parse(said) as [string, string[], string]
    const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      optionalDependencies: Record<string, string>
    }
    expect(Object.values(optionalDependencies)).toContain(version.slice(1))
    expect(words).toEqual(['a', '--b c'])
    expect(existsSync(join(path.split(':')[0] ?? '', 'node'))).toBe(true)
    expect(code).toBe(7)
  })

  test('hands a signal on once, though it comes twice at once', async () => {
    const child = run(
      'let n = 0; process.on("SIGTERM", () => { n += 1; setTimeout(() => { console.log(n); process.exit(0) }, 300) }); console.log("up"); setInterval(() => {}, 1000)',
    )
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    await sleep(50)
    child.kill('SIGTERM')
    const [said, code] = await ending(child)
    expect([said.trim(), code]).toEqual(['1', 0])
  })

  test('without a file says how it is used', async () => {
    const child = spawn(process.execPath, [join(root, 'scripts/run.mjs')], { stdio: ['ignore', 'ignore', 'pipe'] })
    const [said] = (await once(child.stderr.setEncoding('utf8'), 'data')) as [string]
    expect(said).toContain('usage: node scripts/run.mjs <file>')
  })
})

// What a terminal sends when it is closed goes to all of them; this is what reaches one alone.
describe.skipIf(process.platform === 'win32')('whoever of a start is told to stop, what was started stops', () => {
  const chain = ['npm', 'sh', 'run.mjs'] as const
  const signals = ['SIGTERM', 'SIGHUP'] as const
  test.each(chain.flatMap((name) => signals.map((signal) => [name, signal] as const)))(
    '%s by %s',
    async (name, signal) => {
      const home = mkdtempSync(join(folder, 'npm-'))
      const [program, said] = [join(home, 'program.ts'), join(home, 'said')]
      writeFileSync(
        program,
        `import { writeFileSync } from 'node:fs'
       for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => { writeFileSync(${JSON.stringify(said)}, 'stopped'); process.exit(0) })
       console.log(JSON.stringify([process.pid, process.ppid]))
       setInterval(() => {}, 1000)`,
      )
      const script = `node ${join(root, 'scripts/run.mjs')} ${relative(root, program)}`
      writeFileSync(join(home, 'package.json'), JSON.stringify({ scripts: { start: script } }))
      const npm = spawn('npm', ['start', '--silent'], { cwd: home, stdio: ['ignore', 'pipe', 'ignore'] })
      const [line] = (await once(npm.stdout.setEncoding('utf8'), 'data')) as [string]
      const [pid, runner] = JSON.parse(line) as [number, number]
      process.kill({ npm: npm.pid ?? 0, sh: parentOf(runner), 'run.mjs': runner }[name], signal)
      await expect.poll(() => existsSync(said) && !isRunning(pid) && !isRunning(runner)).toBe(true)
    },
  )
})

describe('the lock of an install', () => {
  test('lets one in at a time', async () => {
    let inside = 0
    let most = 0
    const work = async () => {
      inside += 1
      most = Math.max(most, inside)
      await sleep(50)
      inside -= 1
    }
    const file = join(folder, 'busy.lock')
    await Promise.all([1, 2, 3].map(() => withInstallLock(file, () => undefined, work)))
    expect(most).toBe(1)
    expect(existsSync(file)).toBe(false)
  })

  test('tells whose it is as soon as it can be seen', async () => {
    const file = join(folder, 'seen.lock')
    await withInstallLock(
      file,
      () => undefined,
      async () => {
        expect(readFileSync(file, 'utf8')).toMatch(new RegExp(` ${process.pid}$`))
        expect(readdirSync(folder).filter((name) => name.startsWith('seen.lock'))).toEqual(['seen.lock'])
      },
    )
  })

  test('is taken from the dead, but not from what they left running', async () => {
    const dead = spawn(process.execPath, ['-e', ''])
    await once(dead, 'exit')
    const file = join(folder, 'dead.lock')
    writeFileSync(file, `${hostname()} id ${dead.pid}`)
    expect(
      await withInstallLock(
        file,
        () => undefined,
        async () => 'in',
      ),
    ).toBe('in')

    const npm = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    writeFileSync(file, `${hostname()} id ${dead.pid} ${npm.pid}`)
    const order: string[] = []
    const entering = withInstallLock(
      file,
      () => order.push('waited'),
      async () => order.push('in'),
    )
    await sleep(100)
    npm.kill()
    await entering
    expect([order[0], order.at(-1)]).toEqual(['waited', 'in'])
  })
})

function run(program: string, ...words: string[]) {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.ts`)
  writeFileSync(file, program)
  const args = [join(root, 'scripts/run.mjs'), relative(root, file), ...words]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function ending(child: ReturnType<typeof run>): Promise<[said: string, code: number | null]> {
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return [said, code]
}
