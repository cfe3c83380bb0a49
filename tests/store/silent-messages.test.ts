import { describe, expect, it } from 'vitest'
import { isNoticeContent } from '@shared/message'
import { Database } from '../../src/main/store/database'
import { toContent } from '../../src/main/store/message-content'
import { isSilent } from '@shared/silent-message'
import { SILENT_SQL } from '../../src/main/store/silent-messages'

const SAMPLES: readonly (readonly [type: string, content: Readonly<Record<string, unknown>>, isSilent: boolean])[] = [
  ['text', { content: 'hello' }, false],
  ['text', { content: 'x', kind: 'group.event' }, false],
  ['image', { big_url: '/a' }, false],
  ['hologram', {}, false],
  ['custom', { kind: 'poll', content: {} }, false],
  ['custom', {}, false],
  ['custom', { kind: 7 }, false],
  ['custom', { kind: 'group.event', content: { event: 'left', by: 'bob' } }, true],
  ['custom', { kind: 'group.event', content: { event: 'something new', fallback_text: 'Bob did it' } }, true],
  ['custom', { kind: 'group.event' }, true],
  ['recall', { target_mid: '1', target_seq: 1, by: 'bob' }, true],
  ['recall', {}, true],
  ['recalled', {}, true],
]

describe('what says nothing to a reader', () => {
  it.each(SAMPLES)('%s %j: %s, by the row, by SQLite and on screen alike', (type, content, expected) => {
    const database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
    const row = database
      .prepare<{ silent: number }>(`SELECT ${SILENT_SQL} AS silent FROM (SELECT ? AS type, ? AS content)`)
      .get(type, JSON.stringify(content))
    database.close()
    expect(isSilent(type, content)).toBe(expected)
    expect(row?.silent).toBe(Number(expected))
    expect(isNoticeContent(toContent(type, content))).toBe(expected)
  })
})
