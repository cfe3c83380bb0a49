import type { LocalFile } from '@shared/file'
import type { ConversationId, LocalId } from '@shared/ids'
import type { IpcArgument, IpcChannel, IpcValue } from '@shared/ipc'
import { compareMessages, type Message, type MessageContent } from '@shared/message'
import type { VoiceDraft } from '@shared/voice'

type VoiceChannel = Extract<IpcChannel, `voice:${string}`>
type VoiceHandlers = { readonly [C in VoiceChannel]: (argument: IpcArgument<C>) => IpcValue<C> }

type Office = {
  readonly send: (
    message: Omit<IpcArgument<'messages:send'>, 'content'> & { readonly content: MessageContent; readonly file: LocalFile },
  ) => Message
  readonly get: (localId: LocalId) => Message | undefined
  readonly setFile: (localId: LocalId, file: LocalFile) => void
  readonly all: () => readonly Message[]
}

/** Voice messages as main keeps them. */
export class FakeVoices {
  /** The page may have the microphone. */
  isOpen = false
  /** Laid out before: what follows one that ends, one after the other. */
  readonly following: Message[] = []
  /** Laid out before: how messages are now. */
  readonly known = new Map<LocalId, Message>()
  readonly drafts = new Map<ConversationId, VoiceDraft>()
  readonly #office: Office
  #nextId = 1

  constructor(office: Office) {
    this.#office = office
  }

  #message(localId: LocalId): Message {
    const found = this.#office.all().find((message) => message.localId === localId)
    if (found === undefined) throw new Error(`no message ${localId}`)
    return found
  }

  readonly handlers: VoiceHandlers = {
    'voice:begin': () => {
      this.isOpen = true
    },
    'voice:end': () => {
      this.isOpen = false
    },
    'voice:keep': ({ conversationId, recorded: { seconds, wave } }) => {
      const id = `spoken-${this.#nextId++}`
      const draft = { conversationId, id, url: `jim-media://chosen/${id}`, seconds, wave }
      this.drafts.set(conversationId, draft)
      return draft
    },
    'voice:drafts': () => [...this.drafts.values()],
    'voice:discard': ({ conversationId }) => void this.drafts.delete(conversationId),
    'voice:send': ({ conversationId, replyTo }) => {
      const draft = this.drafts.get(conversationId)
      if (draft === undefined) throw new Error('nothing was spoken')
      const { seconds, wave } = draft
      this.#office.send({
        conversationId,
        content: { kind: 'sound', url: '', name: 'voice.m4a', seconds, wave },
        file: { family: 'sound', isSaved: false },
        ...(replyTo === undefined ? {} : { replyTo }),
      })
      this.drafts.delete(conversationId)
    },
    'voice:heard': ({ localId }) => {
      const file = this.#office.get(localId)?.file
      if (file !== undefined) this.#office.setFile(localId, { ...file, isUnheard: undefined } as unknown as LocalFile)
    },
    'voice:next': ({ localId }) => {
      if (this.following.length > 0) return this.following.shift()
      const before = this.#office.get(localId)
      if (before === undefined) return undefined
      return this.#office
        .all()
        .filter(({ conversationId, file }) => conversationId === before.conversationId && file?.isUnheard === true)
        .sort(compareMessages)
        .find((message) => compareMessages(message, before) > 0)
    },
    'voice:message': ({ localId }) => this.known.get(localId) ?? this.#message(localId),
  }
}
