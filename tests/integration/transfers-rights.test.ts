import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { LocalId } from '@shared/ids'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { must } from '../helpers/results'
import { arrived, fetches, FileStage, hash } from './file-stage'
import { AB, type Desk } from './office'

let stage: FileStage

beforeEach(async () => (stage = await FileStage.open()))
afterEach(() => stage.close())

describe('a message that is taken back', () => {
  it('takes the right to its file along: who has not fetched it does not get it', async () => {
    const [alice, bob] = [await stage.signIn('alice'), await stage.signIn('bob')]
    const [localId] = alice.sendFiles([stage.fileOf(randomBytes(100_000))], AB)
    const received = await arrived(bob)
    await alice.when(() => alice.store.messages.get(localId!)?.status === 'sent')
    must(bob.transfers!.queue.pauseAll(true))
    must(bob.transfers!.wanted.download(received))
    must(await alice.engine.recall(localId!))
    await bob.when(() => bob.store.messages.get(received)?.type === 'recalled')
    expect(bob.transferOf(received, 'down')).toBeUndefined()
  })
})

describe('a group that somebody has left', () => {
  it('is no way to its files any more: what was not fetched is gone, what was stays', async () => {
    const [alice, bob, carol] = [await stage.signIn('alice'), await stage.signIn('bob'), await stage.signIn('carol')]
    const group = must(await alice.engine.groups.create('office', ['bob', 'carol'] as never))
    const bytes = randomBytes(300_000)
    alice.sendFiles([stage.fileOf(bytes)], group)
    const came = async (desk: Desk): Promise<LocalId> => {
      await desk.when(() => desk.rows(group).some(({ type }) => type === 'file'))
      return desk.rows(group).find(({ type }) => type === 'file')!.localId
    }
    const [atBob, atCarol] = [await came(bob), await came(carol)]
    expect((await fetches(carol, atCarol, hash(bytes))).equals(bytes)).toBe(true)
    must(await alice.engine.groups.removeMembers(group, ['bob', 'carol'] as never))
    must(bob.transfers!.wanted.download(atBob))
    await bob.when(() => bob.transferOf(atBob, 'down')?.state === 'failed')
    expect(bob.transferOf(atBob, 'down')?.failCode).toBe('gone')
    expect(readFileSync(carol.fetched(hash(bytes))!).equals(bytes)).toBe(true)
  })

  it('takes no file from whoever left it: the message fails before a byte of it goes', async () => {
    const [alice, bob] = [await stage.signIn('alice'), await stage.signIn('bob')]
    const group = must(await alice.engine.groups.create('office', ['bob'] as never))
    await bob.when(() => bob.rows(group).length > 0)
    must(bob.transfers!.queue.pauseAll(true))
    const [localId] = bob.sendFiles([stage.fileOf(randomBytes(300_000))], group)
    must(await alice.engine.groups.removeMembers(group, ['bob'] as never))
    await bob.when(() => bob.store.conversations.hasLeft(group))
    must(bob.transfers!.queue.pauseAll(false))
    await bob.when(() => bob.store.messages.get(localId!)?.status === 'failed')
    expect(bob.store.messages.get(localId!)?.failCode).toBe('not_member')
    expect((await stage.office.server.store.files.counts()).unfinished).toBe(0)
  })
})
