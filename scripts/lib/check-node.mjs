// Imported first and for its effect: what follows uses things that an older Node does not know.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`✗ Node: this is Node ${process.versions.node}; Jim Desktop needs 20.19 or newer.`)
  console.error('  What to do: install a current Node (22 or newer is best) and run the command again.')
  process.exit(1)
}
