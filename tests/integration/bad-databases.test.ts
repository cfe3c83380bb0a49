import { closeSync, copyFileSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AB, Office } from './office'
import { must } from '../helpers/results'

let office: Office
let folder: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jim-databases-'))
  office = await Office.open(['alice', 'bob'], { dataDir: folder })
})

afterEach(async () => {
  await office.close()
  rmSync(folder, { recursive: true })
})

/** Noise over a fifth of the file, in its middle, as a dying disk leaves it. */
function damage(file: string): void {
  const handle = openSync(file, 'r+')
  const pages = statSync(file).size / 4096
  for (let page = Math.floor(pages * 0.4); page < pages * 0.6; page++) writeSync(handle, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096)
  closeSync(handle)
}

describe('a damaged database of the client', () => {
  it('is replaced: history comes back, drafts stay, and what waited is sent once and in order', async () => {
    const file = join(folder, 'alice.db')
    const bob = await office.signIn('bob')
    const before = await office.signIn('alice', { file })
    // Long enough for the middle of the file to be history: each table's first page stands at its beginning.
    const long = ' and so on'.repeat(200)
    for (let i = 0; i < 300; i++) bob.say(`message ${i}${long}`, AB)
    await before.when(() => before.store.messages.headSeq(AB) === 300)
    before.connection.stop({ code: 'signed_out', reason: '' })
    must(before.engine.writing.setDraft(AB, { draft: '还没写完' }))
    for (const text of ['waiting one', 'waiting two']) before.say(text, AB)
    before.close()
    damage(file)
    const after = await office.signIn('alice', { file })
    expect(after.store.quarantine).toMatchObject({ cause: 'corrupt', drafts: 1 })
    await after.when(() => after.engine.gaps(AB).length === 0 && after.store.ranges.get(AB)[0]?.[1] === 302)
    expect(after.store.ranges.get(AB)).toEqual([[1, 302]])
    expect(after.store.outbox.count()).toBe(0)
    expect(after.store.conversations.get(AB)?.draft).toBe('还没写完')
    expect(after.texts(AB).slice(-3)).toEqual([`message 299${long}`, 'waiting one', 'waiting two'])
    await bob.when(() => bob.texts(AB).length === 302)
    expect(bob.texts(AB).slice(-2)).toEqual(['waiting one', 'waiting two'])
  })
})

describe('a server that was restored from a backup', () => {
  it('is found out, and the client holds what the server has, beside what only it still knows', async () => {
    const [alice, bob] = [await office.signIn('alice'), await office.signIn('bob')]
    const resets: string[] = []
    alice.engine.on('seq-reset', (conversationId) => resets.push(conversationId))
    const talk = async (texts: readonly string[]): Promise<void> => {
      const total = alice.texts(AB).length + texts.length
      for (const text of texts) bob.say(text, AB)
      await alice.when(() => alice.texts(AB).length === total)
    }
    await talk(['1', '2', '3'])
    const backup = join(folder, 'backup.db')
    const startAgain = await office.stop()
    copyFileSync(join(folder, 'server.db'), backup)
    await startAgain()
    for (const desk of [alice, bob]) desk.connection.reconnectNow()
    await talk(['4 (lost)', '5 (lost)'])
    const restore = await office.stop()
    for (const suffix of ['-wal', '-shm']) rmSync(join(folder, `server.db${suffix}`), { force: true })
    copyFileSync(backup, join(folder, 'server.db'))
    await restore()
    const phone = await office.signIn('bob')
    phone.say('4 (new)', AB)
    await phone.when(() => phone.statuses(AB)[0] === 'sent')
    for (const desk of [alice, bob]) desk.connection.reconnectNow()
    await alice.when(() => alice.texts(AB).includes('4 (new)') && alice.engine.gaps(AB).length === 0)
    expect(resets).toContain(AB)
    expect(alice.texts(AB)).toEqual(expect.arrayContaining(['1', '2', '3', '4 (lost)', '5 (lost)', '4 (new)']))
    expect(alice.store.conversations.lastSeq(AB)).toBe(phone.store.conversations.lastSeq(AB))
    expect(alice.engine.inspector.report().conversations.find(({ conversationId }) => conversationId === AB)?.lastRepair).toBeDefined()
    await talk(['5 (new)'])
    expect(alice.texts(AB).at(-1)).toBe('5 (new)')
  })
})

describe('a message that the server will never take', () => {
  it('fails with its code, and those behind it go on', async () => {
    const [alice, bob] = [await office.signIn('alice'), await office.signIn('bob')]
    const startAgain = await office.stop()
    alice.say('before', AB)
    // Written while the server took it; now it does not any more.
    alice.say('x'.repeat(7800), AB)
    alice.say('behind', AB)
    await startAgain({ limits: { maxBodyBytes: 8192 } })
    for (const desk of [alice, bob]) desk.connection.reconnectNow()
    await bob.when(() => bob.texts(AB).length === 2)
    expect(bob.texts(AB)).toEqual(['before', 'behind'])
    await alice.when(() => alice.store.outbox.count() === 0)
    expect(alice.statuses(AB).sort()).toEqual(['failed', 'sent', 'sent'])
  })
})
