import type { LocalId } from '@shared/ids'
import { describe, expect, it } from 'vitest'
import { Database } from '../../src/main/store/database'
import { migrate, MIGRATIONS } from '../../src/main/store/migrate'
import { VOICES } from '../../src/main/store/migrations/0021-voices'
import type { StoredMessage } from '../../src/main/store/message-row'
import type { Store } from '../../src/main/store/store'
import { CHAT, composed, GROUP, openTestStore, received, T0 } from './helpers'

const VOICE = { type: 'sound', content: { url: '/v1/files/f_1', seconds: 3 } }
const FROM = 'voice.unheard_from'

/** A store in which what was said from `T0` on is to be heard. */
function opened(): Store {
  const store = openTestStore()
  store.settings.set(FROM, T0)
  return store
}

function insert(store: Store, message: Parameters<Store['messages']['insert']>[0]): StoredMessage {
  return store.messages.get(store.messages.insert(message).localId)!
}

describe('a voice', () => {
  it('is unheard until it is played, and then never again', () => {
    const store = opened()
    const row = insert(store, received({ seq: 1, ...VOICE }))
    expect(store.voices.isUnheard(row)).toBe(true)
    store.voices.noteHeard(row.localId, T0 + 5)
    store.voices.noteHeard(row.localId, T0 + 9)
    expect(store.voices.isUnheard(row)).toBe(false)
    // What else is known of its file is written over and over.
    store.messageFiles.note(row.localId, { savedPath: '/home/a.wav' })
    expect(store.voices.isUnheard(row)).toBe(false)
    expect(store.messageFiles.get(row.localId)).toEqual({ savedPath: '/home/a.wav' })
  })

  it('of mine, one of before, and what is no voice, are never unheard', () => {
    const store = opened()
    store.settings.set(FROM, T0 + 2000)
    expect(store.voices.isUnheard(insert(store, received({ seq: 1, ...VOICE })))).toBe(false)
    expect(store.voices.isUnheard(insert(store, received({ seq: 2, ...VOICE })))).toBe(true)
    expect(store.voices.isUnheard(insert(store, received({ seq: 3 })))).toBe(false)
    expect(store.voices.isUnheard(insert(store, composed('mine', { seq: 4, ...VOICE })))).toBe(false)
  })

  it('is followed by the unheard ones behind it, in the order of the timeline, of its conversation alone', () => {
    const store = opened()
    // As they came: out of order.
    const rows = [9, 2, 7, 4, 5].map((seq) => insert(store, received({ seq, ...VOICE })))
    const of = (seq: number): StoredMessage => rows.find((row) => row.seq === seq)!
    insert(store, received({ seq: 6 }))
    insert(store, composed('mine', { seq: 8, ...VOICE }))
    insert(store, received({ seq: 3, conversationId: GROUP, ...VOICE }))
    store.voices.noteHeard(of(5).localId, T0)
    const after = (row: StoredMessage): readonly (number | undefined)[] => store.voices.unheardAfter(row).map(({ seq }) => seq)
    expect(after(of(2))).toEqual([4, 7, 9])
    expect(after(of(5))).toEqual([7, 9])
    expect(after(of(9))).toEqual([])
  })

  it('looks at no more than 200 that were heard, however many there are', () => {
    const store = opened()
    const ids = Array.from({ length: 203 }, (_, i): LocalId => insert(store, received({ seq: i + 1, ...VOICE })).localId)
    for (const id of ids.slice(1, 201)) store.voices.noteHeard(id, T0)
    expect(store.voices.unheardAfter(store.messages.get(ids[0]!)!)).toEqual([])
    expect(store.voices.unheardAfter(store.messages.get(ids[1]!)!).map(({ seq }) => seq)).toEqual([202])
  })
})

describe('a recording that is not sent', () => {
  it('is one for each conversation, the last', () => {
    const { voices } = opened()
    const draft = { conversationId: CHAT, place: 'a/v.m4a', seconds: 1.25, wave: 'B'.repeat(64) }
    voices.setDraft({ ...draft, place: 'before/v.m4a' })
    voices.setDraft(draft)
    expect(voices.draft(CHAT)).toEqual(draft)
    expect(voices.drafts()).toEqual([draft])
    voices.dropDraft(GROUP)
    expect(voices.draft(CHAT)).toEqual(draft)
    voices.dropDraft(CHAT)
    expect(voices.drafts()).toEqual([])
  })
})

describe('the migration', () => {
  it('takes what is older than a week for heard', () => {
    const database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
    migrate(database, MIGRATIONS.slice(0, MIGRATIONS.indexOf(VOICES)))
    const before = Date.now()
    migrate(database)
    const after = Date.now()
    const from = Number(database.prepare<{ value: string }>('SELECT value FROM settings WHERE key = ?').get(FROM)?.value)
    const week = 7 * 86_400_000
    expect(from).toBeGreaterThan(before - week - 1000)
    expect(from).toBeLessThanOrEqual(after - week)
    database.close()
  })
})
