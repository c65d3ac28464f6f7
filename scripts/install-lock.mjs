import { randomUUID } from 'node:crypto'
import {
  appendFileSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { isRunning } from './abandoned.mjs'

const LOOK_EVERY_MS = 500
/** The holder touches its file every second. After a minute of looks without a touch it is taken for dead whatever its pid says. */
const PATIENCE_LOOKS = 120

/** Runs `work({ touch, shareWith })` while no other start of this clone installs. `touch` is to be called every second. */
export async function withInstallLock(file, onWait, work) {
  await take(file, onWait)
  try {
    return await work({
      touch: () => utimesSync(file, new Date(), new Date()),
      // npm survives a kill -9 of ours, and goes on writing.
      shareWith: (pid) => appendFileSync(file, ` ${pid}`),
    })
  } finally {
    rmSync(file, { force: true })
  }
}

async function take(file, onWait) {
  const mine = `${hostname()} ${randomUUID()} ${process.pid}`
  let seen = ''
  let looks = 0
  while (!created(file, mine)) {
    const holder = inspect(file)
    looks = holder.state === seen ? looks + 1 : 0
    seen = holder.state
    if (isDead(holder.text) || looks > PATIENCE_LOOKS) remove(file, holder.text)
    else {
      onWait()
      await sleep(LOOK_EVERY_MS)
    }
  }
}

/** Written aside and linked: whoever sees it sees whose it is, though we die or the disk is full half-way. */
function created(file, text) {
  const aside = `${file}.${randomUUID()}`
  try {
    writeFileSync(aside, text, { flag: 'wx' })
    linkSync(aside, file)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

function inspect(file) {
  try {
    const text = readFileSync(file, 'utf8')
    return { text, state: `${text} ${statSync(file).mtimeMs}` }
  } catch (error) {
    if (error.code === 'ENOENT') return { text: '', state: '' }
    throw error
  }
}

/** Certain only for processes of this machine; others are judged by their touch. */
function isDead(text) {
  const [host, , ...pids] = text.split(' ')
  return host === hostname() && pids.length > 0 && pids.every((pid) => !isRunning(Number(pid)))
}

/** Between our judgement and our hand another may have removed the dead one's file and made its own: that one is put back. */
function remove(file, judged) {
  const taken = `${file}.${process.pid}`
  try {
    renameSync(file, taken)
    if (readFileSync(taken, 'utf8') !== judged) linkSync(taken, file)
    rmSync(taken)
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}
