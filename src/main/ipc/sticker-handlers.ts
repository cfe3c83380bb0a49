import { failed, ok, type Result } from '@shared/result'
import type { Stickers } from '../transfers/stickers'
import type { SignedIn } from './session'
import type { IpcHandlers } from './typed-ipc'

type StickerSession = Pick<SignedIn, 'transfers'> & { readonly stickers: Stickers }
type StickerChannel = Extract<keyof IpcHandlers, `stickers:${string}`>

/** Stickers of one's own; of the account that is signed in. */
export function stickerHandlers(current: () => StickerSession | undefined): Pick<IpcHandlers, StickerChannel> {
  const asked = async <T>(ask: (session: StickerSession) => Result<T> | Promise<Result<T>>): Promise<Result<T>> => {
    const session = current()
    return session === undefined ? failed('not_signed_in') : ask(session)
  }
  return {
    'stickers:list': () => asked(({ stickers }) => ok(stickers.list())),
    'stickers:keep': ({ localId }) => asked(({ stickers }) => stickers.keep(localId)),
    'stickers:add': ({ id }) => asked(({ stickers }) => stickers.add(id)),
    'stickers:remove': ({ id }) => asked(({ stickers }) => stickers.remove(id)),
    'stickers:restore': ({ id }) => asked(({ stickers }) => stickers.restore(id)),
    'stickers:send': ({ conversationId, id, replyTo }) =>
      asked(async ({ stickers, transfers }) => {
        const file = await stickers.sendable(id)
        if (!file.ok) return file
        const files = [{ id: file.value, as: 'sticker' }] as const
        const sent = transfers.send({ conversationId, files, ...(replyTo === undefined ? {} : { replyTo }) })
        if (!sent.ok) {
          await stickers.release(file.value)
          return sent
        }
        // It is on its way, whether or not its place can be written down.
        const used = stickers.used(id)
        return used.ok ? used : ok(stickers.list())
      }),
  }
}
