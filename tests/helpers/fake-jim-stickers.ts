import type { ConversationId } from '@shared/ids'
import type { IpcArgument, IpcChannel, IpcValue } from '@shared/ipc'
import type { Sticker, StickerId } from '@shared/sticker'

type StickerChannel = Extract<IpcChannel, `stickers:${string}`>
type StickerHandlers = { readonly [C in StickerChannel]: (argument: IpcArgument<C>) => IpcValue<C> }

/** Stickers as main keeps them, by a number. */
export class FakeStickers {
  all: readonly Sticker[] = []
  readonly sent: { readonly conversationId: ConversationId; readonly id: StickerId }[] = []
  readonly #removed = new Map<StickerId, number>()

  static sticker(number: number, change: Partial<Sticker> = {}): Sticker {
    const id = String(number).padStart(64, '0')
    return { id, url: `jim-media://sticker/${id}`, width: 80, height: 80, ...change }
  }

  readonly handlers: StickerHandlers = {
    'stickers:list': () => this.all,
    'stickers:keep': ({ localId }) => this.#add(localId),
    'stickers:add': ({ id }) => this.#add(Number(id.replaceAll(/\D/g, ''))),
    'stickers:remove': ({ id }) => {
      this.#removed.set(
        id,
        this.all.findIndex((sticker) => sticker.id === id),
      )
      return (this.all = this.all.filter((sticker) => sticker.id !== id))
    },
    'stickers:restore': ({ id }) => (this.all = this.all.toSpliced(this.#removed.get(id) ?? 0, 0, FakeStickers.sticker(Number(id)))),
    'stickers:send': ({ conversationId, id }) => {
      this.sent.push({ conversationId, id })
      return this.all
    },
  }

  #add(number: number): readonly Sticker[] {
    return (this.all = [FakeStickers.sticker(number), ...this.all])
  }
}
