import { mayNameFiles } from '@protocol/file-links'
import type { MessageDraft, ServerStore, UserRecord } from '../store/server-store'
import type { Lookups } from './lookups'
import { checkNamed, ownData, type Target } from './message-check'
import { withFiles } from './message-files'
import { quotingOwn } from './quoting-own'
import { RefusedError, type WorldContext } from './session'
import type { Submission } from './submission'

type Data = Readonly<Record<string, unknown>>

export type Drafted = { readonly submission: Submission; readonly draft: MessageDraft }
export type Refused = { readonly submission: Submission; readonly error: unknown }

const NO_FILES: readonly string[] = []

/** Makes what people say into what is kept: named, with quotes and files that their sender may name (PROTOCOL 4, 9). */
export class Drafts {
  readonly #files: ServerStore['files']
  readonly #context: Pick<WorldContext, 'now' | 'limits'>

  constructor(files: ServerStore['files'], context: Pick<WorldContext, 'now' | 'limits'>) {
    this.#files = files
    this.#context = context
  }

  /** Each of them is one or the other; when the store is away, all are refused with that. */
  async all(lookups: Lookups, batch: readonly Submission[]): Promise<{ readonly drafted: Drafted[]; readonly refused: Refused[] }> {
    const drafted: Drafted[] = []
    const refused: Refused[] = []
    let users: ReadonlyMap<string, UserRecord>
    try {
      users = await lookups.users(batch.flatMap(peopleOf))
    } catch (error) {
      return { drafted, refused: batch.map((submission) => ({ submission, error })) }
    }
    for (const submission of batch) {
      try {
        const draft = this.#one(lookups, users, submission)
        drafted.push({ submission, draft: draft instanceof Promise ? await draft : draft })
      } catch (error) {
        refused.push({ submission, error })
      }
    }
    return { drafted, refused }
  }

  /** A message in the form it is kept and sent in; name and avatar are the profile's, whatever the sender wrote. */
  draft(
    { conversationId, receiverId, command }: Target,
    senderId: string,
    sender: UserRecord | undefined,
    message: { readonly cliMid: string; readonly type: string; readonly content: Data },
  ): MessageDraft {
    const { cliMid, type, content } = message
    const data = {
      sender_name: sender?.name ?? senderId,
      sender_avatar: sender?.avatar ?? '',
      receiver_id: receiverId,
      ...content,
    }
    const between = command === 'c2c' ? ([senderId, receiverId] as const) : undefined
    return { conversationId, senderId, cliMid, type, data, sentAt: this.#context.now(), between }
  }

  /** What quotes nothing and names no file is drafted at once: that is nearly every message. */
  #one(lookups: Lookups, users: ReadonlyMap<string, UserRecord>, submission: Submission): MessageDraft | Promise<MessageDraft> {
    const { session, target, envelope } = submission
    if (target.command === 'c2c' && !users.has(target.receiverId)) throw new RefusedError('not_member', 'there is no such user', 404)
    const sender = users.get(session.userId)
    const content = ownData(envelope.data)
    return content['reply_to'] === undefined && !mayNameFiles(envelope.type)
      ? this.#named(submission, sender, content, NO_FILES)
      : this.#askedAbout(lookups, submission, sender, content)
  }

  async #askedAbout(lookups: Lookups, submission: Submission, sender: UserRecord | undefined, content: Data): Promise<MessageDraft> {
    const { session, target, envelope } = submission
    const own = await quotingOwn(lookups, target.conversationId, content)
    const { data, files } = await withFiles(this.#files, session.userId, envelope.type, own)
    return this.#named(submission, sender, data, files)
  }

  /** @throws RefusedError `too_large` */
  #named(submission: Submission, sender: UserRecord | undefined, content: Data, files: readonly string[]): MessageDraft {
    const { session, target, envelope, bodyBytes, cliMid } = submission
    const draft = this.draft(target, session.userId, sender, { cliMid, type: envelope.type, content })
    checkNamed(draft.data, bodyBytes, this.#context.limits.maxBodyBytes)
    return Object.assign(draft, { files, ifMember: target.command === 'c2g' })
  }
}

/** Whose profiles a draft of it needs. */
function peopleOf({ session, target }: Submission): readonly string[] {
  return target.command === 'c2c' ? [session.userId, target.receiverId] : [session.userId]
}
