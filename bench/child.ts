import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type Child = {
  pid: number
  /** The first line it said. */
  line: string
  /** The next one. */
  next: () => Promise<string>
  stop: () => Promise<void>
}

/** `job` is handed over as a line of JSON: an argument may not be as long. */
type Wanted = { args?: string[]; job?: object; env?: Record<string, string>; log?: string }

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Another process of this Node, ready once it has said a line. What it has to complain goes to a file, or to us. */
export async function start(script: string, { args = [], job, env = {}, log }: Wanted = {}): Promise<Child> {
  const output = log === undefined ? undefined : openSync(log, 'a')
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), ...args], {
    stdio: ['pipe', 'pipe', output ?? 'inherit'],
    env: { PATH: process.env['PATH'] ?? '', ...env },
  })
  if (output !== undefined) closeSync(output)
  running.add(child)
  if (job !== undefined) child.stdin?.write(`${JSON.stringify(job)}\n`)
  const exited = once(child, 'exit').finally(() => running.delete(child))
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]()
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error(`${script} ended before it had said all`)
    return value
  }
  const stop = async () => {
    child.kill('SIGTERM')
    await exited
  }
  return { pid: child.pid ?? 0, line: await next(), next, stop }
}
