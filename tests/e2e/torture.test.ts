import { expect, it } from 'vitest'
import { runTorture } from '../torture/torture'

it('loses, doubles and misplaces nothing when app and server are killed ten times in the middle of a talk', async () => {
  const { verdict, queued, files, torn, uploads, appKills, serverKills } = await runTorture({
    cycles: 10,
    seed: 10,
    fileBytes: 4 * 1024 * 1024,
    env: process.env,
  })
  expect(verdict).toMatchObject({ lost: [], duplicated: [], outOfOrder: [], invented: [] })
  expect([files > 0, torn]).toEqual([true, []])
  expect(uploads).toMatchObject({ sentAgain: 0, astray: 0, begunAnew: 0 })
  expect(verdict.messages).toBeGreaterThanOrEqual(queued)
  expect(appKills + serverKills).toBeGreaterThanOrEqual(10)
}, 600_000)
