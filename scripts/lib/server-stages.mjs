/**
 * One more run of files of tests/server, on another store or as an office of several nodes.
 *
 * @typedef {object} Stage
 * @property {readonly string[]} files without `.test.ts`
 * @property {Readonly<Record<string, readonly string[]>>} others all others, by why it would tell nothing new; a name that ends
 *   in `/` is of a folder
 */

/** Neither a server nor a store of one: nothing of it knows which there is. */
const WITHOUT_SERVER = {
  'words, files and pictures alone': ['ask-password', 'fuzz-files', 'picture-head', 'seed', 'settings'],
  'a part alone, with all that it asks in the hands of the test': [
    ...[
      'base-spacing',
      'bots',
      'close-once',
      'foreign-changes',
      'gathered-marks',
      'lookups',
      'frame-queue',
      'outgoing',
      's3-segments',
      'turns',
    ],
  ],
}

/** The file of SQLite in a data folder, by its own ways. */
const OF_SQLITE = {
  'the file of SQLite itself': ['backup', 'import', 'migrations', 'operations', 'prepared-once'],
}

/** Two servers that are one office, whatever is between them. */
const OF_ONE_PROCESS = {
  ...WITHOUT_SERVER,
  ...OF_SQLITE,
  'faults that are put into one process by hand': ['faults'],
  'a trial is one process, which the app starts': ['trial-acts'],
  'the command of one process': ['command-line'],
  'makes its own nodes': ['administration', 'nodes/'],
  'a store, or worlds on one, without a server': ['store'],
}

/**
 * Where the files of tests/server run beside `unit`, in which they all do. Whoever adds one says so here
 * (tests/scripts/server-stages.test.ts asks).
 *
 * ```
 *   unit       one server, SQLite
 *   lossy      two servers, one SQLite, a bus that drops, doubles and disorders
 *   s3         the same, with files in a bucket
 *   postgres   one server, PostgreSQL
 *   two-nodes  two servers, PostgreSQL and NATS, both real
 * ```
 *
 * @satisfies {Readonly<Record<string, Stage>>}
 */
export const SERVER_STAGES = {
  lossy: {
    files: [
      ...['access', 'bad-input', 'base-clients', 'bounds', 'broken-files', 'byte-range', 'carriers', 'conversations', 'counts'],
      ...['file-rights', 'file-sweep', 'groups', 'http-errors', 'labels', 'log', 'log-in', 'login-limits', 'message-edges'],
      ...['messages', 'rates', 'readiness', 'receipts', 'restart', 'sample-files', 'strangers', 'upload-limits', 'uploads'],
    ],
    others: OF_ONE_PROCESS,
  },
  s3: {
    files: ['file-rights', 'uploads'],
    others: {
      ...OF_ONE_PROCESS,
      'looks into a folder of files, or breaks it; of buckets tests/s3 tells': ['broken-files', 'file-sweep', 'log', 'readiness'],
      'reads what others have read': ['byte-range', 'sample-files'],
      'counts in the database and in memory': ['upload-limits'],
      'asks for no file that is kept': [
        ...['access', 'bad-input', 'base-clients', 'bounds', 'carriers', 'conversations', 'counts', 'groups', 'http-errors', 'labels'],
        ...['log-in', 'login-limits', 'message-edges', 'messages', 'rates', 'receipts', 'restart', 'strangers'],
      ],
    },
  },
  postgres: {
    files: [
      ...['access', 'conversations', 'file-rights', 'file-sweep', 'groups', 'labels', 'log-in', 'message-edges'],
      ...['messages', 'receipts', 'restart', 'store', 'upload-limits', 'uploads'],
    ],
    others: {
      ...WITHOUT_SERVER,
      ...OF_SQLITE,
      'what a broken store or folder does, of which `two-nodes` tells': ['broken-files', 'log', 'readiness'],
      'what a process counts and allows, which is in no store': ['counts', 'faults', 'login-limits', 'rates', 'strangers'],
      'frames, ranges and errors of connections: the store is asked what it is asked by those that do run': [
        ...['bad-input', 'base-clients', 'bounds', 'byte-range', 'carriers', 'http-errors'],
      ],
      'the sample office, of which `two-nodes` tells': ['sample-files'],
      'a trial is one process, which the app starts': ['trial-acts'],
      'the command of one process': ['command-line'],
      'makes its own servers and stores': ['administration', 'nodes/'],
    },
  },
  'two-nodes': {
    files: [
      ...['access', 'bad-input', 'base-clients', 'bounds', 'broken-files', 'byte-range', 'carriers', 'conversations', 'counts'],
      ...['file-rights', 'file-sweep', 'groups', 'http-errors', 'labels', 'log', 'log-in', 'login-limits', 'message-edges'],
      ...['messages', 'rates', 'readiness', 'receipts', 'restart', 'sample-files', 'strangers', 'upload-limits', 'uploads'],
    ],
    others: OF_ONE_PROCESS,
  },
}

/**
 * What vitest.config.ts includes of tests/server.
 *
 * @param {keyof typeof SERVER_STAGES} stage
 * @returns {readonly string[]}
 */
export function filesOf(stage) {
  return SERVER_STAGES[stage].files.map((file) => `tests/server/${file}.test.ts`)
}
