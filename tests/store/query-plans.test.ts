import { describe, expect, it } from 'vitest'
import { CACHED_FILES_SQL } from '../../src/main/store/cached-files-table'
import { CONVERSATION_SQL } from '../../src/main/store/conversation-row'
import { Database } from '../../src/main/store/database'
import { PLACE_SQL } from '../../src/main/store/message-places'
import { RESET_SENDING } from '../../src/main/store/messages-table'
import { migrate } from '../../src/main/store/migrate'
import { LIBRARY_SQL } from '../../src/main/store/library-pages'
import { SEARCH_SQL, SEARCH_TAIL_SQL, SEARCH_TIME_SQL } from '../../src/main/store/search-table'
import { SHELF_PAGE_SQL } from '../../src/main/store/shelf-pages'
import { PAGE_SQL } from '../../src/main/store/timeline-pages'

/** SQLite's plan, a line for each step. A lost index shows as a SCAN or a temporary B-tree. */
function planOf(sql: string): readonly string[] {
  const database = new Database({ file: ':memory:', busyTimeoutMs: 0 })
  migrate(database)
  const names = [...new Set(sql.match(/@\w+/g) ?? [])]
  const places = (sql.match(/\?/g) ?? []).map(() => 0)
  const parameters = names.length > 0 ? ([Object.fromEntries(names.map((name) => [name.slice(1), 0]))] as const) : places
  const plan = database
    .prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...parameters)
    .map(({ detail }) => detail)
  database.close()
  return plan
}

describe('query plans', () => {
  it.each([
    ['older', 'messages_timeline (conversation_id=? AND position<?)'],
    ['newer', 'messages_timeline (conversation_id=? AND position>?)'],
    ['from', 'messages_timeline (conversation_id=? AND position>?)'],
    ['firstUnread', 'messages_timeline (conversation_id=? AND position>?)'],
    ['byMid', 'messages_by_mid (mid=? AND conversation_id=?)'],
    ['byLocalId', 'INTEGER PRIMARY KEY (rowid=?)'],
  ] as const)('page %s is one index seek and no sorting', (name, index) => {
    const plan = planOf(PAGE_SQL[name])
    expect(plan[0]).toContain(index)
    expect(plan.join('\n')).not.toMatch(/SCAN|TEMP B-TREE/)
  })

  it.each(['older', 'from', 'countOlder', 'countNewer', 'countBetween'] as const)(
    'a shelf (%s) is one seek in its index and no sorting, and is counted without its rows',
    (name) => {
      const plan = planOf(SHELF_PAGE_SQL[name])
      const isCount = name.startsWith('count')
      expect(plan).toEqual([
        expect.stringMatching(
          isCount
            ? /^SEARCH messages USING COVERING INDEX messages_shelved \(conversation_id=\? AND <expr>=\?/
            : /^SEARCH messages USING INDEX messages_shelved \(conversation_id=\? AND <expr>=\? AND position[<>]\?\)/,
        ),
      ])
    },
  )

  it.each([
    ['newest', 'messages_filed'],
    ['oldest', 'messages_filed'],
    ['largest', 'messages_by_size'],
  ] as const)('a page of the library, %s first, is one seek in its index, without rows and sorting', (order, index) => {
    expect(planOf(LIBRARY_SQL[order])).toEqual([
      expect.stringContaining(`SEARCH messages USING COVERING INDEX ${index} (<expr>=? AND <expr>>? AND <expr><?)`),
    ])
  })

  it('the library is counted in its indexes alone', () => {
    expect(planOf(LIBRARY_SQL.count)).toEqual([expect.stringMatching(/^SEARCH messages USING COVERING INDEX messages_\w+ \(<expr>=\?\)/)])
    expect(planOf(LIBRARY_SQL.countNarrowed)).toEqual([
      expect.stringContaining('SEARCH messages USING COVERING INDEX messages_filed (<expr>=? AND <expr>>? AND <expr><?)'),
    ])
  })

  it('one message of the library is found by its number', () => {
    expect(planOf(LIBRARY_SQL.one)).toEqual([expect.stringContaining('SEARCH messages USING INTEGER PRIMARY KEY (rowid=?)')])
  })

  it.each(['newest', 'newestBefore', 'lastUnnamed', 'hasCome'] as const)(
    'the place of a row, %s, is one index seek and no sorting',
    (name) => {
      const plan = planOf(PLACE_SQL[name])
      expect(plan[0]).toMatch(/messages_timeline \(conversation_id=\? AND position[<>]\?\)|messages_received_unnamed/)
      expect(plan.join('\n')).not.toMatch(/SCAN|TEMP B-TREE/)
    },
  )

  it('a conversation’s mention is looked for in two indexes alone', () => {
    const plan = planOf(CONVERSATION_SQL.one).join('\n')
    expect(plan).toContain('SEARCH messages USING COVERING INDEX messages_mentioning_me')
    expect(plan.match(/SEARCH messages USING COVERING INDEX messages_keyed \(conversation_id=\? AND order_key>\?/g)).toHaveLength(2)
  })

  it.each(['one', 'readState'] as const)('a conversation (%s) is read by seeks, its unread count from an index alone', (name) => {
    const plan = planOf(CONVERSATION_SQL[name]).join('\n')
    expect(plan).toContain('SEARCH messages USING COVERING INDEX messages_timeline (conversation_id=? AND position>? AND position<?)')
    expect(plan).toContain('SEARCH messages USING COVERING INDEX messages_keyed (conversation_id=? AND order_key>?')
    expect(plan.match(/SEARCH messages USING (COVERING )?INDEX messages_silent \(conversation_id=\? AND position>\?/g)).toHaveLength(2)
    expect(plan).toContain('SEARCH seq_ranges USING PRIMARY KEY (conversation_id=?')
    expect(plan).toContain('SEARCH c USING PRIMARY KEY (conversation_id=?)')
    expect(plan).not.toMatch(/SCAN|TEMP B-TREE/)
  })

  it('the list reads the conversations once, and each of their messages by seeks', () => {
    const scans = planOf(CONVERSATION_SQL.all).filter((step) => step.includes('SCAN'))
    expect(scans).toEqual(['SCAN c'])
    expect(planOf(CONVERSATION_SQL.all).join('\n')).not.toContain('TEMP B-TREE')
  })

  it('the beginning of the list looks up the last message of each conversation, and sorts nothing but these', () => {
    const plan = planOf(CONVERSATION_SQL.first)
    expect(plan.filter((step) => step.includes('SCAN'))).toEqual(['SCAN c'])
    expect(plan.filter((step) => step.includes('TEMP B-TREE'))).toEqual(['USE TEMP B-TREE FOR ORDER BY'])
    expect(plan.join('\n')).toContain('SEARCH messages USING INDEX messages_timeline (conversation_id=?)')
  })

  it('a search asks the full-text index, then each candidate by its key, and sorts nothing', () => {
    const plan = planOf(SEARCH_SQL)
    expect(plan[0]).toMatch(/^SCAN f VIRTUAL TABLE INDEX/)
    expect(plan[1]).toContain('SEARCH d USING INTEGER PRIMARY KEY')
    expect(plan[2]).toContain('SEARCH m USING INTEGER PRIMARY KEY')
    expect(plan.join('\n')).not.toContain('TEMP B-TREE')
  })

  it('a search for a time alone asks for the entries of that time, then for their rows, and sorts nothing', () => {
    const plan = planOf(SEARCH_TIME_SQL)
    expect(plan[0]).toBe('SEARCH d USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)')
    expect(plan[1]).toContain('SEARCH m USING INTEGER PRIMARY KEY')
    expect(plan).toHaveLength(2)
  })

  it('a search looks at what is not indexed yet by its keys, and at nothing else', () => {
    const plan = planOf(SEARCH_TAIL_SQL)
    expect(plan[0]).toBe('SEARCH m USING INTEGER PRIMARY KEY (rowid>?)')
    expect(plan.join('\n')).not.toMatch(/SCAN m|TEMP B-TREE/)
  })

  it('what was being sent is found without a look at the rest', () => {
    expect(planOf(RESET_SENDING)).toEqual([
      'SEARCH messages USING INTEGER PRIMARY KEY (rowid=?)',
      'USING ROWID SEARCH ON TABLE outbox FOR IN-OPERATOR',
    ])
  })

  it('the least recently used files are read from their index, and sorted by nobody', () => {
    const plan = planOf(CACHED_FILES_SQL.oldest)
    expect(plan[0]).toContain('SCAN cached_files USING INDEX cached_files_by_use')
    expect(plan.join('\n')).not.toContain('TEMP B-TREE')
    expect(planOf(CACHED_FILES_SQL.page)[0]).toBe('SEARCH cached_files USING PRIMARY KEY (sha256>?)')
  })
})
