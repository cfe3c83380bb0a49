import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { silentLogger } from '../../src/main/lib/logger'
import type { Store } from '../../src/main/store/store'
import { StoreError } from '../../src/main/store/store-error'
import { StoreWriter } from '../../src/main/store/store-writer'
import { OutgoingFolder } from '../../src/main/transfers/outgoing-folder'
import { SendableFiles } from '../../src/main/transfers/sendable-files'
import { Voices } from '../../src/main/transfers/voices'
import { ALL_FEATURES } from '@shared/features'
import type { Changes } from '../../src/main/store/changes'
import { SendFiles } from '../../src/main/transfers/send-files'
import { FakeClock } from '../helpers/fake-clock'
import { must } from '../helpers/results'
import { CHAT, composed, GROUP, openTestStore, received, T0, tempFolder } from '../store/helpers'

/** The beginning of an MP4 as a recorder writes it. */
const MP4 = Buffer.concat([
  Buffer.from([0, 0, 0, 20]),
  Buffer.from('ftypisom'),
  Buffer.from([0, 0, 2, 0]),
  Buffer.from('iso5'),
  Buffer.alloc(64),
])
const recorded = { bytes: new Uint8Array(MP4), mime: 'audio/mp4', seconds: 2.5, wave: `${'A'.repeat(63)}f` } as const

function desk(dir = tempFolder(), store: Store = openTestStore()) {
  const clock = new FakeClock(T0)
  const outgoing = new OutgoingFolder(join(dir, 'outgoing'))
  const sendable = new SendableFiles({ outgoing, maxFileBytes: () => 2 ** 30, clock })
  const writer = new StoreWriter({ store, clock, logger: silentLogger })
  onTestFinished(() => writer.close())
  return { dir, store, outgoing, sendable, writer, voices: new Voices({ store, writer, outgoing, sendable, clock }) }
}

const filesIn = (dir: string): readonly string[] =>
  existsSync(join(dir, 'outgoing'))
    ? readdirSync(join(dir, 'outgoing'), { recursive: true })
        .map(String)
        .filter((name) => name.includes('voice-'))
    : []

describe('a recording', () => {
  it('is on disk once it is kept, and can be sent as what it is', async () => {
    const { voices, sendable } = desk()
    const draft = must(await voices.keep(CHAT, recorded))
    expect(draft).toMatchObject({ conversationId: CHAT, url: `jim-media://chosen/${draft.id}`, seconds: 2.5, wave: recorded.wave })
    expect(must(await voices.sendable(CHAT))).toBe(draft.id)
    const [file] = must(sendable.take([draft.id]))
    expect(file).toMatchObject({ name: expect.stringMatching(/^voice-\d{8}-\d{6}\.m4a$/), mime: 'audio/mp4', size: MP4.length })
    expect(file?.voice).toMatchObject({ seconds: 2.5, wave: recorded.wave })
    expect(readFileSync(file!.path)).toEqual(MP4)
  })

  it('outlives the app, and its file is spared by the sweep', async () => {
    const before = desk()
    const kept = must(await before.voices.keep(CHAT, recorded))
    const after = desk(before.dir, before.store)
    await after.outgoing.sweep(after.voices.awaited())
    const [draft] = await after.voices.drafts()
    expect(draft).toEqual({ ...kept, id: draft!.id, url: `jim-media://chosen/${draft!.id}` })
    expect(readFileSync(after.sendable.path(draft!.id)!.path)).toEqual(MP4)
    // Asked for again it is the same, not one more.
    expect(await after.voices.drafts()).toEqual([draft])
  })

  it('whose file is gone is none any more', async () => {
    const { voices, dir, store } = desk()
    must(await voices.keep(CHAT, recorded))
    rmSync(join(dir, 'outgoing'), { recursive: true })
    const again = desk(dir, store)
    expect(await again.voices.drafts()).toEqual([])
    expect(store.voices.drafts()).toEqual([])
  })

  it('takes the place of the one before in its conversation, whose file goes', async () => {
    const { voices, dir } = desk()
    must(await voices.keep(CHAT, recorded))
    must(await voices.keep(GROUP, recorded))
    const last = must(await voices.keep(CHAT, { ...recorded, seconds: 7 }))
    expect((await voices.drafts()).map(({ conversationId, seconds }) => [conversationId, seconds])).toEqual([
      [CHAT, 7],
      [GROUP, 2.5],
    ])
    expect(must(await voices.sendable(CHAT))).toBe(last.id)
    expect(filesIn(dir)).toHaveLength(2)
  })

  it('that is thrown away leaves nothing', async () => {
    const { voices, dir, store } = desk()
    must(await voices.keep(CHAT, recorded))
    must(await voices.discard(CHAT))
    expect(filesIn(dir)).toEqual([])
    expect(store.voices.drafts()).toEqual([])
    expect(await voices.sendable(CHAT)).toMatchObject({ ok: false, error: { code: 'not_found' } })
    must(await voices.discard(CHAT))
  })

  it('that is none is refused, and nothing is written', async () => {
    const { voices, dir } = desk()
    const bytes = new Uint8Array(Buffer.from('MZ this is a program'))
    expect(await voices.keep(CHAT, { ...recorded, bytes })).toMatchObject({ ok: false, error: { code: 'bad_request' } })
    expect(await voices.keep(CHAT, { ...recorded, mime: 'audio/webm' })).toMatchObject({ ok: false, error: { code: 'bad_request' } })
    expect(filesIn(dir)).toEqual([])
  })

  it('stays whatever else was chosen and forgotten', async () => {
    const { voices, sendable, dir } = desk()
    const { id } = must(await voices.keep(CHAT, recorded))
    const path = join(dir, 'plan.txt')
    writeFileSync(path, 'words')
    for (let i = 0; i < 6; i++) await sendable.choose(Array.from({ length: 100 }, () => path))
    expect(must(await voices.sendable(CHAT))).toBe(id)
    expect(filesIn(dir)).toHaveLength(1)
  })
})

describe('a voice that is played', () => {
  it('is told to the window as heard, once', () => {
    const { voices, store, writer } = desk()
    store.settings.set('voice.unheard_from', T0)
    const { localId } = store.messages.insert(received({ seq: 1, type: 'sound', content: { url: '/v1/files/f_1' } }))
    const told: number[] = []
    writer.on('committed', ({ messages }) => told.push(...messages))
    must(voices.heard(localId))
    must(voices.heard(localId))
    expect(told).toEqual([localId])
    expect(voices.heard((localId + 1) as typeof localId)).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })
})

describe('a recording that is sent', () => {
  /** Sends what waits in the chat; `breaks`: the transaction does not hold. */
  async function send(breaks: boolean) {
    const { voices, store, sendable, writer } = desk()
    must(await voices.keep(CHAT, recorded))
    const rows: unknown[] = []
    const sending = new SendFiles({
      store,
      clock: new FakeClock(T0),
      features: () => ALL_FEATURES,
      pictureRules: () => ({ strips: true, size: 'original' }),
      newId: () => 'part',
      sendAll: (drafts, along) =>
        writer.commit((changes: Changes) => {
          const ids = drafts.map(({ content }) => {
            rows.push(content)
            return store.messages.insert(composed('spoken', { type: content.type, content: content.content })).localId
          })
          along(ids, changes)
          if (breaks) throw new StoreError('disk_full', 'no room')
          return ids
        }),
    })
    const id = must(await voices.sendable(CHAT))
    const sent = sending.send({ conversationId: CHAT, files: [{ id, as: 'file' }] }, sendable)
    return { sent, store, voices, rows, id }
  }

  it('is a sound with its length and its wave, and waits no longer', async () => {
    const { sent, store, voices, rows } = await send(false)
    must(sent)
    const told = { mime: 'audio/mp4', size: MP4.length, url: '', seconds: 2.5, wave: recorded.wave }
    expect(rows).toEqual([{ kind: 'stored', type: 'sound', content: { ...told, name: expect.stringMatching(/^voice-.*\.m4a$/) } }])
    expect(await voices.drafts()).toEqual([])
    expect(store.transfers.unfinished()).toHaveLength(1)
  })

  it('waits on where it could not be stored', async () => {
    const { sent, store, voices, id } = await send(true)
    expect(sent).toMatchObject({ ok: false, error: { code: 'disk_full' } })
    expect((await voices.drafts()).map((draft) => draft.id)).toEqual([id])
    expect(store.transfers.unfinished()).toEqual([])
  })
})
