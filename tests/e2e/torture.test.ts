import { expect, it } from 'vitest'
import { runTorture } from '../torture/torture'

it('loses, doubles and misplaces nothing when app and server are killed ten times in the middle of a talk', async () => {
  const { verdict, queued, appKills, serverKills } = await runTorture({ cycles: 10, seed: 10, env: process.env })
  expect(verdict).toMatchObject({ lost: [], duplicated: [], outOfOrder: [], invented: [] })
  expect(verdict.messages).toBeGreaterThanOrEqual(queued)
  expect(appKills + serverKills).toBeGreaterThanOrEqual(10)
}, 600_000)
