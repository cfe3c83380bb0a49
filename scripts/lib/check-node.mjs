import { isNodeFit, NODE_WANTED } from './node-version.mjs'

// Imported first and for its effect: what follows uses things that an older Node does not know.
if (!isNodeFit(process.versions.node)) {
  console.error(`✗ Node: this is Node ${process.versions.node}; Jim Desktop needs ${NODE_WANTED}.`)
  console.error('  What to do: install a current Node (22 or newer is best) and run the command again.')
  process.exit(1)
}
