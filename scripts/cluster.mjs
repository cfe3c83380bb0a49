import './lib/check-node.mjs'
import { join } from 'node:path'
import { openAppWindow } from './lib/app-window.mjs'
import { readArguments, refuseArguments } from './lib/arguments.mjs'
import { buildWhenStale } from './lib/build.mjs'
import { checkClusterArguments, CLUSTER_OPTIONS, CLUSTER_USAGE } from './lib/cluster/cluster-arguments.mjs'
import { Cluster } from './lib/cluster/cluster.mjs'
import { Company } from './lib/company.mjs'
import { openDisplay, VIRTUAL_SCREEN } from './lib/display.mjs'
import { createReport, describeFailure } from './lib/report.mjs'
import { setup } from './lib/setup.mjs'

const USERS = /** @type {const} */ (['alice', 'bob'])
const SIGNALS = /** @type {const} */ ({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })

const { values } = readArguments(CLUSTER_USAGE, { options: CLUSTER_OPTIONS })
const wanted = checkClusterArguments(values)
if ('problem' in wanted) refuseArguments(CLUSTER_USAGE, wanted.problem)

const signalled = new Promise((/** @type {(code: number) => void} */ resolve) => {
  for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => resolve(code))
})
const report = createReport()
const electron = await setup({ isQuiet: true })
if (wanted.hasWindows) await buildWhenStale(report)
report.step('Cluster')
const cluster = new Cluster({
  nodes: wanted.nodes,
  from: wanted.hasWindows ? 'build' : 'sources',
  isDemo: true,
  say: (line) => report.note(line),
})
const windows = new Company()
/** @type {Awaited<ReturnType<typeof openDisplay>> | undefined} */
let display
try {
  const started = cluster.start().then(() => undefined)
  const early = await Promise.race([started, signalled])
  if (early === undefined) {
    tell()
    if (wanted.hasWindows) await openWindows()
    console.error('Ctrl+C ends everything.')
  } else started.catch(() => undefined)
  process.exitCode = early ?? (await signalled)
  console.error('Ending.')
} catch (error) {
  console.error(describeFailure('Cluster', error))
  process.exitCode = 1
}
await windows.stop()
display?.close()
await cluster.close()
process.exit()

/** The one line on stdout. */
function tell() {
  const { ports, postgres, nats } = cluster
  const nodes = cluster.nodes.map(({ name, tcp, ws, http, pid }) => ({ name, tcp, ws, http, pid }))
  console.log(
    JSON.stringify({ nodes, balancer: ports, postgres: { pid: postgres.pid, url: cluster.postgresUrl }, nats: { pid: nats.pid } }),
  )
  report.done(
    `${nodes.length === 1 ? 'one node' : `${nodes.length} nodes`} on 127.0.0.1; before them TCP ${ports.tcp}, WebSocket ${ports.ws}, HTTP ${ports.http}`,
  )
}

/** By the balancer: each on another node, and on the next one when that dies. */
async function openWindows() {
  display = await openDisplay()
  if (display.isVirtual) console.error(`There is no display: the windows are on a virtual one (Xvfb ${display.env.DISPLAY}).`)
  const width = VIRTUAL_SCREEN.width / 2
  for (const [index, user] of USERS.entries()) {
    const { child, logFile } = openAppWindow({
      electron,
      env: display.env,
      user,
      ports: cluster.ports,
      dir: join(cluster.folder, 'windows'),
      bounds: [index * width, 0, width, VIRTUAL_SCREEN.height - 40],
    })
    windows.add({ name: `${user}'s window`, child, logFile, isNeeded: false })
  }
}
