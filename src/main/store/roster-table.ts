import type { ConversationId, UserId } from '@shared/ids'
import type { GroupMember, Person, Role } from '@shared/roster'
import { shownLine, shownName } from '@shared/shown-text'
import type { Database, Statement } from './database'
import { FOLD_VERSION } from '@shared/fold-text'
import { KEY_START, personKeys, personQuery } from './person-keys'

type PersonRow = { readonly user_id: string; readonly name: string; readonly avatar: string; readonly status: string }
type MemberRow = {
  readonly conversation_id: string
  readonly user_id: string
  readonly name: string
  readonly avatar: string
  readonly role: string
  readonly read_seq: number
  readonly delivered_seq: number
}

/** More are never shown; the user types on. */
const MAX_FOUND = 100

/** How many have read something, of how many. */
export type Readers = { readonly count: number; readonly of: number }

/** The people this device has heard of, and who is in which group. */
export class RosterTable {
  readonly #database: Database
  readonly #upsertPerson: Statement<object>
  readonly #outdated: Statement<PersonRow>
  readonly #person: Statement<PersonRow>
  readonly #people: Statement<PersonRow>
  readonly #search: Statement<PersonRow>
  readonly #upsertMember: Statement<object>
  readonly #removeMember: Statement<object>
  readonly #members: Statement<MemberRow>
  readonly #readers: Statement<Readers>
  readonly #raiseMember: { readonly read: Statement<object>; readonly delivered: Statement<object> }

  constructor(database: Database) {
    this.#database = database
    this.#upsertPerson = database.prepare(
      `INSERT INTO people (user_id, name, avatar, status, search_keys, keys_version)
       VALUES (?, ?, ?, ?, ?, ${FOLD_VERSION})
       ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, avatar = excluded.avatar, status = excluded.status,
         search_keys = excluded.search_keys, keys_version = excluded.keys_version`,
    )
    this.#outdated = database.prepare(`SELECT user_id, name, avatar, status FROM people WHERE keys_version <> ${FOLD_VERSION} LIMIT +?`)
    this.#person = database.prepare('SELECT user_id, name, avatar, status FROM people WHERE user_id = ?')
    this.#people = database.prepare('SELECT user_id, name, avatar, status FROM people ORDER BY name, user_id LIMIT +?')
    // Some thousand people: looking at each is quicker than an index would be worth.
    this.#search = database.prepare(
      `SELECT user_id, name, avatar, status FROM people WHERE instr(search_keys, ?) > 0
       ORDER BY name, user_id LIMIT +?`,
    )
    this.#upsertMember = database.prepare(
      `INSERT INTO group_members (conversation_id, user_id, name, avatar, role, read_seq, delivered_seq)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (conversation_id, user_id) DO UPDATE SET
         name = excluded.name, avatar = excluded.avatar, role = excluded.role,
         read_seq = max(read_seq, excluded.read_seq), delivered_seq = max(delivered_seq, excluded.delivered_seq)`,
    )
    this.#removeMember = database.prepare('DELETE FROM group_members WHERE conversation_id = ? AND user_id = ?')
    this.#readers = database.prepare(
      `SELECT count(*) FILTER (WHERE read_seq >= +?) AS count, count(*) AS "of" FROM group_members
       WHERE conversation_id = +? AND user_id <> +?`,
    )
    this.#members = database.prepare('SELECT * FROM group_members WHERE conversation_id = ? ORDER BY name, user_id')
    this.#raiseMember = {
      // Who has read a message has received it.
      read: database.prepare(
        `UPDATE group_members SET read_seq = @seq, delivered_seq = max(delivered_seq, @seq)
         WHERE conversation_id = @conversationId AND user_id = @userId AND read_seq < @seq`,
      ),
      delivered: database.prepare(
        `UPDATE group_members SET delivered_seq = @seq
         WHERE conversation_id = @conversationId AND user_id = @userId AND delivered_seq < @seq`,
      ),
    }
  }

  upsertPeople(people: readonly Person[]): void {
    this.#database.transaction(() => {
      for (const person of people) this.#upsertOne(person)
    })
  }

  /** Some search keys were made by an older version. */
  get hasOldKeys(): boolean {
    return this.#outdated.get(1) !== undefined
  }

  /** Makes keys that an older version made anew, of so many people at most. Returns how many there were. */
  renewKeys(limit: number): number {
    return this.#database.transaction(() => {
      const rows = this.#outdated.all(limit)
      for (const row of rows) this.#write(personOf(row))
      return rows.length
    })
  }

  person(userId: UserId): Person | undefined {
    const row = this.#person.get(userId)
    return row === undefined ? undefined : personOf(row)
  }

  /** By the beginning of a name, of an id, of pinyin or of its initials; nothing typed = everybody. At most 100. */
  searchPeople(text: string): readonly Person[] {
    const query = personQuery(text)
    const rows = query === '' ? this.#people.all(MAX_FOUND) : this.#search.all(KEY_START + query, MAX_FOUND)
    return rows.map(personOf)
  }

  /** Who is in the group now; marks of those who stay only grow. */
  setMembers(conversationId: ConversationId, members: readonly Omit<GroupMember, 'conversationId'>[]): void {
    this.#database.transaction(() => {
      const staying = new Set<string>(members.map(({ userId }) => userId))
      for (const { user_id } of this.#members.all(conversationId)) {
        if (!staying.has(user_id)) this.#removeMember.run(conversationId, user_id)
      }
      for (const { userId, name, avatar, role, readSeq, deliveredSeq } of members) {
        this.#upsertMember.run(conversationId, userId, name, avatar, role, readSeq, deliveredSeq)
      }
    })
  }

  members(conversationId: ConversationId): readonly GroupMember[] {
    return this.#members.all(conversationId).map(memberOf)
  }

  /** How many members have read up to `seq`, of how many; the sender is left out of both. */
  readers(conversationId: ConversationId, seq: number, senderId: UserId): Readers {
    return this.#readers.get(seq, conversationId, senderId) ?? { count: 0, of: 0 }
  }

  /** A member has read, or received, up to `seq`. False when that was known already, or they are no member. */
  raiseMemberMark(conversationId: ConversationId, userId: UserId, kind: 'read' | 'delivered', seq: number): boolean {
    return this.#raiseMember[kind].run({ conversationId, userId, seq }).changes > 0
  }

  /** The keys cost more than the row: they are made only for a new or a renamed person. */
  #upsertOne(person: Person): void {
    const held = this.#person.get(person.userId)
    if (held?.name === person.name && held.avatar === person.avatar && held.status === person.status) return
    this.#write(person)
  }

  #write(person: Person): void {
    this.#upsertPerson.run(person.userId, person.name, person.avatar, person.status, personKeys(person.userId, person.name))
  }
}

/** A person as the window shows them. */
export function shownPerson({ userId, name, avatar, status }: Person): Person {
  return { userId, name: shownName(name, userId), avatar, status: shownLine(status) }
}

function personOf({ user_id, name, avatar, status }: PersonRow): Person {
  return shownPerson({ userId: user_id as UserId, name, avatar, status })
}

function memberOf(row: MemberRow): GroupMember {
  return {
    conversationId: row.conversation_id as ConversationId,
    userId: row.user_id as UserId,
    name: shownName(row.name, row.user_id),
    avatar: row.avatar,
    role: row.role as Role,
    readSeq: row.read_seq,
    deliveredSeq: row.delivered_seq,
  }
}
