import Sqlite from 'better-sqlite3'

/** One message as a database holds it. */
export type Held = { readonly seq: number; readonly mid: string; readonly text: string }

export type Verdict = {
  /** Messages that the server holds. */
  readonly messages: number
  /** What was queued, or is on the server, and is not where it has to be. */
  readonly lost: readonly string[]
  readonly duplicated: readonly string[]
  readonly outOfOrder: readonly string[]
  /** What a client holds and the server does not. */
  readonly invented: readonly string[]
}

export function isClean({ lost, duplicated, outOfOrder, invented }: Verdict): boolean {
  return lost.length + duplicated.length + outOfOrder.length + invented.length === 0
}

/** The conversation as the server's database has it, ascending by seq. */
export function serverMessages(file: string, conversationId: string): readonly Held[] {
  return query(file, (database) =>
    database
      .prepare<[string], Held>(
        `SELECT seq, CAST(mid AS TEXT) AS mid, coalesce(json_extract(data, '$.content'), json_extract(data, '$.name')) AS text FROM messages
         WHERE conversation_id = ? ORDER BY seq`,
      )
      .all(conversationId),
  )
}

export type ClientView = {
  /** In the order of the timeline; what has no name yet, or failed, has seq 0. */
  readonly messages: readonly Held[]
  readonly waiting: number
  readonly ranges: readonly (readonly [number, number])[]
}

/** The same conversation as a client's database has it. */
export function clientView(file: string, conversationId: string): ClientView {
  return query(file, (database) => ({
    messages: database
      .prepare<[string], Held>(
        `SELECT coalesce(seq, 0) AS seq, coalesce(mid, '') AS mid, coalesce(json_extract(content, '$.content'), json_extract(content, '$.name')) AS text
         FROM messages WHERE conversation_id = ? ORDER BY position, local_id`,
      )
      .all(conversationId),
    waiting: database.prepare<[], { n: number }>('SELECT count(*) AS n FROM outbox').get()?.n ?? 0,
    ranges: database
      .prepare<[string], { from_seq: number; to_seq: number }>(
        'SELECT from_seq, to_seq FROM seq_ranges WHERE conversation_id = ? ORDER BY from_seq',
      )
      .all(conversationId)
      .map(({ from_seq, to_seq }) => [from_seq, to_seq] as const),
  }))
}

/**
 * Compares what was queued with the databases. A text, or the name of a file, is `<sender> <run> <number>`; within a run the numbers count up
 * from 1, so that holes and order can be told from the texts alone.
 */
export function judge(server: readonly Held[], clients: readonly ClientView[], queued: ReadonlySet<string>): Verdict {
  const texts = server.map(({ text }) => text)
  const known = new Set(texts)
  const perClient = clients.map(({ messages }) => messages.map(({ text }) => text))
  const names = new Map(server.map((held) => [held.text, nameOf(held)]))
  return {
    messages: server.length,
    lost: [
      ...[...queued].filter((text) => !known.has(text)),
      ...holesOf(texts),
      ...perClient.flatMap((own) => missingFrom(new Set(own), known)),
    ],
    duplicated: [texts, ...perClient].flatMap(repeatsOf),
    outOfOrder: [
      ...server.filter(({ seq }, index) => seq !== index + 1).map(({ text }) => text),
      ...[texts, ...perClient].flatMap(backStepsOf),
      ...clients
        .flatMap(({ messages }) => messages.filter((held) => known.has(held.text) && names.get(held.text) !== nameOf(held)))
        .map(({ text }) => text),
    ],
    invented: perClient.flatMap((own) => own.filter((text) => !known.has(text))),
  }
}

/** Files that were sent and are not whole with whoever has to have them, by their names. `sent`, `held`: the hash of each. */
export function torn(sent: ReadonlyMap<string, string>, held: ReadonlySet<string>, names: readonly string[]): readonly string[] {
  return names.filter((name) => {
    const hash = sent.get(name)
    return hash === undefined || !held.has(hash)
  })
}

function missingFrom(own: ReadonlySet<string>, wanted: ReadonlySet<string>): readonly string[] {
  return [...wanted].filter((text) => !own.has(text))
}

function nameOf({ seq, mid }: Held): string {
  return `${seq} ${mid}`
}

function repeatsOf(texts: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return texts.filter((text) => seen.has(text) || !seen.add(text))
}

function parse(text: string): { readonly run: string; readonly order: number; readonly number: number } {
  const [sender = '', run = '', number = ''] = text.split(' ')
  return { run: `${sender} ${run}`, order: Number(run) * 1e9 + Number(number), number: Number(number) }
}

/** Runs of which a number is missing below the highest. */
function holesOf(texts: readonly string[]): readonly string[] {
  const runs = new Map<string, Set<number>>()
  for (const text of texts) {
    const { run, number } = parse(text)
    runs.set(run, (runs.get(run) ?? new Set()).add(number))
  }
  return [...runs].flatMap(([run, numbers]) =>
    Array.from({ length: Math.max(...numbers) }, (_, i) => i + 1).flatMap((n) => (numbers.has(n) ? [] : [`${run} ${n}`])),
  )
}

/** Texts of a sender that stand behind a later one of the same sender. */
function backStepsOf(texts: readonly string[]): readonly string[] {
  const last = new Map<string, number>()
  return texts.filter((text) => {
    const sender = text.split(' ')[0] ?? ''
    const { order } = parse(text)
    const isBack = order < (last.get(sender) ?? 0)
    last.set(sender, Math.max(order, last.get(sender) ?? 0))
    return isBack
  })
}

function query<T>(file: string, read: (database: Sqlite.Database) => T): T {
  const database = new Sqlite(file, { readonly: true })
  try {
    return read(database)
  } finally {
    database.close()
  }
}
