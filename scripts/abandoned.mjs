import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const LOOK_EVERY_MS = 500

/**
 * Calls `leave` once npm, or the shell that it puts between itself and us, has ended: neither hands on every signal that ends
 * it, and what they started would run on with nobody to stop it. Without npm nothing is watched: whoever starts us in the
 * background and goes wants us to stay.
 */
export function whenAbandoned(leave) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return
  const first = process.ppid
  const watched = isShell(commandOf(first)) ? [first, parentOf(first)] : [first]
  const timer = setInterval(() => {
    if (process.ppid === first && watched.every(isRunning)) return
    clearInterval(timer)
    leave()
  }, LOOK_EVERY_MS).unref()
}

/** A zombie, which nobody may ever collect in a container, is not running. */
export function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch (error) {
    return error.code === 'EPERM'
  }
}

const isShell = (command) => /^\S*sh -c /.test(command)

function commandOf(pid) {
  if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  return execFileSync('ps', ['-ww', '-o', 'command=', '-p', `${pid}`], { encoding: 'utf8' }).trim()
}

function parentOf(pid) {
  if (process.platform === 'linux') return Number(/\) \S (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  return Number(execFileSync('ps', ['-o', 'ppid=', '-p', `${pid}`], { encoding: 'utf8' }))
}
