import { describe, expect, it } from 'vitest'
import { checkClusterArguments, CLUSTER_USAGE, MAX_NODES } from '../../scripts/lib/cluster/cluster-arguments.mjs'

describe('what npm run cluster is told', () => {
  it.each([
    [{}, { nodes: 3, hasWindows: true }],
    [{ nodes: '1' }, { nodes: 1, hasWindows: true }],
    [
      { nodes: '32', 'no-windows': true },
      { nodes: 32, hasWindows: false },
    ],
  ])('takes %o', (values, wanted) => {
    expect(checkClusterArguments(values)).toEqual(wanted)
  })

  it.each(['0', '-1', '500', 'x', '', '3.5', '1e1', ' 3'])('refuses %o nodes, and says what it takes', (nodes) => {
    expect(checkClusterArguments({ nodes })).toEqual({ problem: `--nodes takes a whole number from 1 to ${MAX_NODES}, not ${nodes}.` })
  })

  it('says so in its help, too', () => {
    expect(CLUSTER_USAGE).toContain(`1 to ${MAX_NODES}`)
  })
})
