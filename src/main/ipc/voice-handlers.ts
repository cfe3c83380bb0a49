import type { Message } from '@shared/message'
import { failed, ok, type Result } from '@shared/result'
import type { Voices } from '../transfers/voices'
import { presentMessage } from './present-message'
import type { SignedIn } from './session'
import type { IpcHandlers } from './typed-ipc'

/** Whoever gives the microphone: to our own page, and only while it records. */
export interface MicrophoneControl {
  /** Codes: `microphone_denied` by the system. */
  open(): Promise<Result<void>>
  close(): void
}

type VoiceSession = Pick<SignedIn, 'store' | 'files' | 'transfers'> & { readonly voices: Voices }
type VoiceChannel = Extract<keyof IpcHandlers, `voice:${string}`>

/** Recording, sending and hearing voice messages; of the account that is signed in. */
export function voiceHandlers(current: () => VoiceSession | undefined, microphone: MicrophoneControl): Pick<IpcHandlers, VoiceChannel> {
  const asked = async <T>(ask: (session: VoiceSession) => Result<T> | Promise<Result<T>>): Promise<Result<T>> => {
    const session = current()
    return session === undefined ? failed('not_signed_in') : ask(session)
  }
  return {
    'voice:begin': () => asked(() => microphone.open()),
    'voice:end': () => ok(microphone.close()),
    'voice:keep': ({ conversationId, recorded }) => asked(({ voices }) => voices.keep(conversationId, recorded)),
    'voice:drafts': () => asked(async ({ voices }) => ok(await voices.drafts())),
    'voice:discard': ({ conversationId }) => asked(({ voices }) => voices.discard(conversationId)),
    'voice:send': ({ conversationId, replyTo }) =>
      asked(async ({ voices, transfers }) => {
        const id = await voices.sendable(conversationId)
        if (!id.ok) return id
        const files = [{ id: id.value, as: 'file' }] as const
        return transfers.send({ conversationId, files, ...(replyTo === undefined ? {} : { replyTo }) })
      }),
    'voice:heard': ({ localId }) => asked(({ voices }) => voices.heard(localId)),
    'voice:next': ({ localId }) =>
      asked(({ voices, ...session }) =>
        ok(
          voices
            .unheardAfter(localId)
            .map((row) => shown(session, row))
            .find(({ file }) => file !== undefined && file.danger === undefined),
        ),
      ),
    'voice:message': ({ localId }) =>
      asked((session) => {
        const row = session.store.messages.get(localId)
        return row === undefined ? failed('not_found') : ok(shown(session, row))
      }),
  }
}

function shown({ store, files }: Pick<VoiceSession, 'store' | 'files'>, row: Parameters<typeof presentMessage>[1]): Message {
  return presentMessage(store, row, files.localFile(row))
}
