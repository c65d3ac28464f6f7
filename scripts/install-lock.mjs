import { randomUUID } from 'node:crypto'
import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_EVERY_MS = 500
/** The holder touches its file every second; after this many looks without a touch it is taken for dead. */
const PATIENCE_LOOKS = 30

/** Runs `work(touch)` while no other start of this clone installs. `touch` is to be called every second. */
export async function withInstallLock(file, onWait, work) {
  await take(file, onWait)
  try {
    return await work(() => utimesSync(file, new Date(), new Date()))
  } finally {
    rmSync(file, { force: true })
  }
}

async function take(file, onWait) {
  const mine = `${hostname()} ${process.pid} ${randomUUID()}`
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

function created(file, text) {
  try {
    const handle = openSync(file, 'wx')
    writeSync(handle, text)
    closeSync(handle)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
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

/** Certain only for a process of this machine; others are judged by their touch. */
function isDead(text) {
  const [host, pid] = text.split(' ')
  if (host !== hostname() || !pid) return false
  try {
    return !process.kill(Number(pid), 0)
  } catch (error) {
    return error.code === 'ESRCH'
  }
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
