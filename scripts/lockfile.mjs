// npm leaves optional packages for other machines out of package-lock.json when it cannot or need not look at them while it
// writes it, and `npm ci` then refuses that lockfile, here and everywhere. `node scripts/lockfile.mjs` lists what is left out and
// fails if there is any; with --write it adds them, in the exact versions their parents want, for the machines their names tell.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const file = fileURLToPath(new URL('../package-lock.json', import.meta.url))
const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']
const PROCESSORS = ['arm64', 'arm', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'wasm32']
const LIBRARIES = { gnu: 'glibc', musl: 'musl', gnueabihf: 'glibc', musleabihf: 'musl' }

const lock = JSON.parse(readFileSync(file, 'utf8'))
const missing = leftOut(lock.packages)

if (process.argv.includes('--write')) {
  for (const { path, version, dev } of missing) lock.packages[path] = entryFor(path, version, dev)
  const sorted = Object.entries(lock.packages).sort(([one], [other]) => one.localeCompare(other, 'en'))
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`)
  console.log(`added ${missing.length} packages to package-lock.json`)
} else if (missing.length > 0) {
  console.log(
    `package-lock.json leaves out ${missing.map(({ path }) => path).join(', ')}: run node scripts/lockfile.mjs --write`,
  )
  process.exitCode = 1
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
