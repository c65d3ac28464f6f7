import { spawn } from 'node:child_process'
import { basename } from 'node:path'

const ARGUMENTS = [
  'ci',
  '--ignore-scripts',
  '--include=dev',
  '--include=optional',
  '--prefer-offline',
  '--loglevel=error',
  '--no-progress',
]
/** A failure begins with its reason; what follows is usage. */
const LINES_SHOWN = 20

/** Runs `npm ci` with the npm that started us, where that is known. */
export function npmCi(root, onStart) {
  const cli = process.env.npm_execpath ?? ''
  const [command, ...rest] =
    basename(cli) === 'npm-cli.js' ? [process.execPath, cli, ...ARGUMENTS] : ['npm', ...ARGUMENTS]
  const shell = process.platform === 'win32' && command === 'npm'
  const child = spawn(command, rest, {
    cwd: root,
    shell,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
  let signal = null
  const stop = (received) => {
    signal = received
    // npm would first undo everything, which takes as long again; the next install begins anew anyway.
    child.kill('SIGKILL')
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, stop)
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`npm cannot be run: ${error.message}`)))
    child.once('spawn', () => onStart(child.pid))
    child.once('close', (code) => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, stop)
      resolve({ code, signal, output: output.trim().split('\n').slice(0, LINES_SHOWN).join('\n') })
    })
  })
}
