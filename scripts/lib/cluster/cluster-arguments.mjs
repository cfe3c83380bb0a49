/** More than that on one machine tells nothing that fewer do not. */
export const MAX_NODES = 32

export const CLUSTER_USAGE = `Usage: npm run cluster -- [--nodes N] [--no-windows]

Runs an office of several servers on this machine: a PostgreSQL and a NATS of its own, N nodes, and before them a balancer. Whatever
of it is killed is started again. The office has sample people (password: demo); it is gone when the command ends.
  --nodes N      how many, 1 to ${MAX_NODES} (3)
  --no-windows   without the windows of alice and bob, each on another node

When all of it listens, one line of JSON on stdout tells names, ports and processes. Ctrl+C ends everything.`

/** @satisfies {import('node:util').ParseArgsConfig['options']} */
export const CLUSTER_OPTIONS = /** @type {const} */ ({ nodes: { type: 'string', default: '3' }, 'no-windows': { type: 'boolean' } })

/**
 * @param {{ nodes?: string, 'no-windows'?: boolean }} values as `parseArgs` reads them
 * @returns {{ nodes: number, hasWindows: boolean } | { problem: string }}
 */
export function checkClusterArguments(values) {
  const text = values.nodes ?? '3'
  const nodes = /^\d+$/.test(text) ? Number(text) : NaN
  if (!(nodes >= 1 && nodes <= MAX_NODES)) return { problem: `--nodes takes a whole number from 1 to ${MAX_NODES}, not ${text}.` }
  return { nodes, hasWindows: values['no-windows'] !== true }
}
