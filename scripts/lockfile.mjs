// npm leaves optional packages for other machines out of package-lock.json when it cannot or need not look at them while it
// writes it, and `npm ci` then refuses that lockfile, here and everywhere. `node scripts/lockfile.mjs` lists what is left out and
// fails if there is any; with --write it adds them, in the exact versions their parents want, for the machines their names tell.
// The same goes for packages without a hash of what they hold: npm would install whatever a registry or a mirror gives it.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url))
const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']
const PROCESSORS = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'wasm32']
const LIBRARIES = { gnu: 'glibc', musl: 'musl', gnueabihf: 'glibc', musleabihf: 'musl' }

const lock = JSON.parse(readFileSync(file, 'utf8'))
const missing = leftOut(lock.packages)

const faults = [
  { fault: 'leaves out', paths: missing.map(({ path }) => path) },
  { fault: 'has no integrity for', paths: unsealed(lock.packages) },
].filter(({ paths }) => paths.length > 0)

if (process.argv.includes('--write')) {
  for (const { path, version, dev } of missing) lock.packages[path] = entryFor(path, version, dev)
  for (const path of unsealed(lock.packages)) lock.packages[path] = sealed(path, lock.packages[path])
  const sorted = Object.entries(lock.packages).sort(([one], [other]) => one.localeCompare(other, 'en'))
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`)
  const count = faults.reduce((sum, { paths }) => sum + paths.length, 0)
  console.log(`mended ${count} packages of package-lock.json`)
} else
  for (const { fault, paths } of faults) {
    console.log(`package-lock.json ${fault} ${paths.join(', ')}: run node scripts/lockfile.mjs --write`)
    process.exitCode = 1
  }

/** Packages that come from a registry without a hash that holds for all who install them. */
function unsealed(packages) {
  return Object.entries(packages)
    .filter(
      ([path, { link, integrity }]) => path.includes('node_modules/') && !link && !integrity?.startsWith('sha512-'),
    )
    .map(([path]) => path)
}

/** What the registry itself says of that version. */
function sealed(path, { version, ...entry }) {
  const name = path.split('node_modules/').at(-1)
  const integrity = execFileSync('npm', ['view', `${name}@${version}`, 'dist.integrity'], { encoding: 'utf8' }).trim()
  if (!integrity.startsWith('sha512-')) throw new Error(`the registry tells no hash of ${name} ${version}`)
  return { version, integrity, ...entry }
}

function leftOut(packages) {
  return Object.entries(packages).flatMap(([parent, { optionalDependencies = {}, dev }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !places(parent, name).some((path) => packages[path]))
      .map(([name, version]) => ({ path: `node_modules/${name}`, version, dev })),
  )
}

/** Where Node would look for a package from inside its parent, innermost first. */
function places(parent, name) {
  const folders = parent.split('/node_modules/')
  const nested = folders.map((_, index) => `${folders.slice(0, index + 1).join('/node_modules/')}/node_modules/${name}`)
  return [...nested, `node_modules/${name}`]
}

function entryFor(path, version, dev) {
  if (!/^\d+\.\d+\.\d+/.test(version)) throw new Error(`${path} is wanted as ${version}, which is no exact version`)
  const words = path.split('/').at(-1).split('-')
  const system = SYSTEMS.find((name) => words.includes(name))
  const processor = PROCESSORS.find((name) => words.includes(name))
  if (!processor) throw new Error(`${path} does not tell which machine it is for`)
  const library = words.map((word) => LIBRARIES[word]).find(Boolean)
  return {
    version,
    cpu: [processor],
    ...(dev ? { dev } : {}),
    ...(library && system === 'linux' ? { libc: [library] } : {}),
    optional: true,
    ...(system ? { os: [system] } : {}),
  }
}
