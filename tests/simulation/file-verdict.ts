import type { ConversationId } from '@shared/ids'
import { FILE_TYPES } from '../../src/main/transfers/shared-content'
import type { StoredMessage } from '../../src/server/store/server-store'
import type { Device } from './device'
import { type OfficeFacts, readOffice } from './office-facts'
import type { Simulation } from './simulation'
import { sha256Of } from './some-files'
import type { Rule, Violation } from './witness'

type Violate = (rule: Rule, detail: string) => void

/** What of files is not as it must be once everything has come to its rest. */
export async function examineFiles(simulation: Simulation, office: OfficeFacts): Promise<readonly Violation[]> {
  const violations: Violation[] = []
  const violate: Violate = (rule, detail) => void violations.push({ rule, detail })
  for (const device of simulation.devices) examineDevice(device, office, violate)
  examineBytes(simulation, office, violate)
  await examineRights(simulation, office, violate)
  return violations
}

/** Every file of a conversation is on every device of its members; nothing is on its way, nothing lies about. */
function examineDevice(device: Device, { views }: OfficeFacts, violate: Violate): void {
  const { name, transfers: files } = device
  if (files === undefined) return
  for (const conversationId of views.get(device.userId)?.keys() ?? []) {
    for (const row of files.rows(conversationId)) {
      if (row.seq === undefined) continue
      const place = `${name} ${conversationId} ${row.seq}`
      if (!files.has(row)) violate('lost', `${place}: the file has not arrived`)
      if (!files.hasThumb(row)) violate('lost', `${place}: the preview has not arrived`)
      files.show(row)
    }
  }
  for (const { id, direction, progress } of files.transfers.queue.list()) {
    if (progress.step !== 'done' && progress.step !== 'failed') violate('stuck', `${name}: transfer ${id} ${direction} is ${progress.step}`)
  }
  for (const orphan of files.orphans()) violate('orphan', `${name}: ${orphan}`)
}

/** What the server has under a hash is what its messages say. */
function examineBytes({ server }: Simulation, { conversations }: OfficeFacts, violate: Violate): void {
  for (const [conversationId, { seq, data }] of naming(conversations)) {
    // A link of a stranger's: its bytes are there, and not here.
    if (data['file_id'] === undefined) continue
    const content = server.disk.contents.get(String(data['sha256']))
    const isSame = content !== undefined && sha256Of(content.bytes) === data['sha256'] && content.bytes.length === data['size']
    if (!isSame) violate('lost', `${conversationId} ${seq}: the server has not the bytes of the file`)
  }
}

/** Who may read a file: whoever brought it, and the members of where it is named, and nobody else (PROTOCOL 9). */
async function examineRights({ server, databases, userIds }: Simulation, office: OfficeFacts, violate: Violate): Promise<void> {
  const whole = databases.server.files().filter(({ isWhole }) => isWhole === 1)
  if (whole.length === 0) return
  const namedIn = new Map<string, Set<string>>()
  for (const [conversationId, message] of naming(office.conversations)) {
    for (const fileId of idsOf(message)) namedIn.set(fileId, (namedIn.get(fileId) ?? new Set()).add(conversationId))
  }
  for (const userId of userIds) {
    const mine = office.views.get(userId)
    const given = await server.readable(
      userId,
      whole.map(({ file_id: fileId }) => fileId),
    )
    whole.forEach(({ file_id: fileId, uploader_id: uploader }, index) => {
      const isDue = uploader === userId || [...(namedIn.get(fileId) ?? [])].some((id) => mine?.has(id as ConversationId) === true)
      if (given.has(fileId) !== isDue) violate('rights', `${userId} ${isDue ? 'cannot' : 'can'} read file ${index} of ${uploader}`)
    })
  }
}

/** After a day in which nobody was there: the server has the files that messages name, and nothing else. */
export async function examineStorage(simulation: Simulation): Promise<readonly Violation[]> {
  const { server, databases } = simulation
  const violations: Violation[] = []
  const violate: Violate = (rule, detail) => void violations.push({ rule, detail })
  const office = await readOffice(simulation)
  examineBytes(simulation, office, violate)
  const named = new Set<string>()
  for (const [, message] of naming(office.conversations)) for (const fileId of idsOf(message)) named.add(fileId)
  const hashes = new Set<string>()
  for (const fileId of named) hashes.add((await server.store.files.get(fileId))?.sha256 ?? 'none')
  const rows = databases.server.files()
  if (server.disk.parts.size > 0) violate('orphan', `the server has ${server.disk.parts.size} parts`)
  const unnamed = rows.filter(({ file_id: fileId }) => !named.has(fileId))
  if (unnamed.length > 0) violate('orphan', `the server knows ${unnamed.length} files that nothing names`)
  const contents = [...server.disk.contents.keys()]
  const lost = [...hashes].filter((sha256) => !contents.includes(sha256))
  const left = contents.filter((sha256) => !hashes.has(sha256))
  if (lost.length > 0) violate('lost', `the server has let go of ${lost.length} files that messages name`)
  if (left.length > 0) violate('orphan', `the server keeps ${left.length} contents that nothing names`)
  return violations
}

function* naming(conversations: OfficeFacts['conversations']): Iterable<readonly [string, StoredMessage]> {
  for (const [id, messages] of conversations) for (const message of messages) if (FILE_TYPES.has(message.type)) yield [id, message]
}

function idsOf({ data }: StoredMessage): readonly string[] {
  return [data['file_id'], data['thumb_id']].filter((id) => typeof id === 'string')
}
