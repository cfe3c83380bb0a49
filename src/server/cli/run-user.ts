import { join } from 'node:path'
import { idSchema } from '@protocol/schemas/ids'
import { refuseHalfRestored } from '../backup/half-restore'
import { refuseMoved } from '../data/moved-folder'
import { hashPassword } from '../store/passwords'
import { openPostgresStore } from '../store/postgres/postgres-store'
import type { ServerStore } from '../store/server-store'
import { openSqliteStore } from '../store/sqlite-store'
import { readName } from '../world/labels'
import { RefusedError } from '../world/session'
import { askPassword } from './ask-password'
import type { UserCommand } from './command-line'
import { UsageError } from './usage-error'

/** Shorter passwords are taken, with a word of warning: whoever runs the server decides. */
const SHORT_PASSWORD = 8

/** `user add|passwd|list` on a data folder or a PostgreSQL; a running server sees the change at once. */
export async function runUser(command: UserCommand): Promise<number> {
  const store = await open(command)
  try {
    return await run(store, command)
  } finally {
    await store.close()
  }
}

async function open({ dataDir, postgres }: UserCommand): Promise<ServerStore> {
  if (postgres !== undefined) return openPostgresStore(postgres)
  refuseHalfRestored(dataDir)
  refuseMoved(dataDir)
  return openSqliteStore(join(dataDir, 'server.db'))
}

async function run(store: ServerStore, command: UserCommand): Promise<number> {
  if (command.action === 'list') {
    for (const { userId, name } of await store.users.list()) process.stdout.write(`${userId}\t${name}\n`)
    return 0
  }
  const { userId } = command
  if (!idSchema.safeParse(userId).success) throw new UsageError('an id is 1 to 64 of A–Z a–z 0–9 . _ - @')
  const exists = (await store.users.get(userId)) !== undefined
  if (command.action === 'add' && exists) throw new Error(`there is a user ${userId} already`)
  if (command.action === 'passwd' && !exists) throw new Error(`there is no user ${userId}`)
  const name = command.displayName === undefined ? userId : nameOf(command.displayName)
  const password = command.password ?? (await askPassword(process.stdin, process.stderr))
  if (password === '') throw new Error('a password is needed: type it, pipe it in, or use --password')
  if (password.length < SHORT_PASSWORD) process.stderr.write(`a password of less than ${SHORT_PASSWORD} characters is easily guessed\n`)
  const passwordHash = await hashPassword(password)
  if (command.action === 'add') {
    await store.users.create({
      userId,
      name,
      avatar: '',
      status: '',
      passwordHash,
      lastSeen: 0,
    })
  } else {
    await store.users.setPassword(userId, passwordHash)
  }
  process.stderr.write(`${command.action === 'add' ? 'added' : 'changed'} ${userId}\n`)
  return 0
}

function nameOf(text: string): string {
  try {
    return readName(text)
  } catch (error) {
    throw new UsageError(error instanceof RefusedError ? `--name: ${error.reason}` : String(error))
  }
}
