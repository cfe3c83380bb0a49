import { writeFile } from 'node:fs/promises'
import type { ChosenId } from '@shared/file'
import type { ConversationId, LocalId } from '@shared/ids'
import { failed, ok, type Result } from '@shared/result'
import type { Recorded, VoiceDraft, VoiceType } from '@shared/voice'
import type { Clock } from '../lib/clock'
import { diskFailure } from '../lib/json-file'
import { mediaUrl } from '../lib/media-address'
import type { StoredMessage } from '../store/message-row'
import type { Store } from '../store/store'
import type { StoreWriter } from '../store/store-writer'
import type { StoredVoiceDraft } from '../store/voices-table'
import { magicOf } from './magic'
import type { OutgoingFolder } from './outgoing-folder'
import { type SendableFiles, stamp } from './sendable-files'

/** What the bytes of a recording may be found to be: the container of a film serves for a voice alone. */
const MAGIC: { readonly [T in VoiceType]: readonly string[] } = {
  'audio/mp4': ['audio/mp4', 'video/mp4', 'audio/x-m4a'],
  'audio/webm': ['audio/webm', 'video/webm'],
}
const ENDINGS: { readonly [T in VoiceType]: string } = { 'audio/mp4': 'm4a', 'audio/webm': 'webm' }

type VoicesDeps = {
  readonly store: Store
  readonly writer: Pick<StoreWriter, 'commit'>
  readonly outgoing: OutgoingFolder
  readonly sendable: SendableFiles
  readonly clock: Pick<Clock, 'now'>
}

/**
 * Voice messages of one account: recordings that wait in their composers, each a file of the outgoing folder and a row, so
 * that nothing that was said is lost with the app; and which voices of others were heard.
 */
export class Voices {
  readonly #deps: VoicesDeps
  /** As what the file of a draft can be sent now. */
  readonly #ids = new Map<ConversationId, ChosenId>()

  constructor(deps: VoicesDeps) {
    this.#deps = deps
  }

  /** Files that are still to be sent. */
  awaited(): readonly string[] {
    return this.#deps.store.voices.drafts().flatMap(({ place }) => this.#deps.outgoing.at(place) ?? [])
  }

  /**
   * A recording is on disk when this returns; in the place of the one before. What is no recording is refused
   * (`bad_request`). Fails with the disk's codes and the store's.
   */
  async keep(conversationId: ConversationId, { bytes, mime, seconds, wave }: Recorded): Promise<Result<VoiceDraft>> {
    if (!MAGIC[mime].includes(await magicOf(bytes))) return failed('bad_request', 'no recording')
    const { store, writer, outgoing, clock } = this.#deps
    const before = store.voices.draft(conversationId)
    let path
    try {
      const write = (to: string): Promise<void> => writeFile(to, bytes, { mode: 0o600, flag: 'wx', flush: true })
      path = await outgoing.make(`voice-${stamp(clock.now())}.${ENDINGS[mime]}`, write)
    } catch (error) {
      return diskFailure(error)
    }
    const draft = { conversationId, place: outgoing.placeOf(path), seconds, wave }
    const kept = writer.commit(() => store.voices.setDraft(draft))
    if (!kept.ok) {
      await outgoing.release(path)
      return kept
    }
    this.#ids.delete(conversationId)
    if (before !== undefined) await this.#release(before)
    return this.#known(draft)
  }

  /** Those of all conversations; one whose file is gone is none. */
  async drafts(): Promise<readonly VoiceDraft[]> {
    const known = await Promise.all(this.#deps.store.voices.drafts().map((draft) => this.#known(draft)))
    return known.flatMap((draft) => (draft.ok ? [draft.value] : []))
  }

  /** As what it can be sent. Code: `not_found`. */
  async sendable(conversationId: ConversationId): Promise<Result<ChosenId>> {
    const draft = this.#deps.store.voices.draft(conversationId)
    if (draft === undefined) return failed('not_found')
    const known = await this.#known(draft)
    return known.ok ? ok(known.value.id) : known
  }

  /** It is not to be sent after all. */
  async discard(conversationId: ConversationId): Promise<Result<void>> {
    const { store, writer, sendable } = this.#deps
    const draft = store.voices.draft(conversationId)
    const dropped = writer.commit(() => store.voices.dropDraft(conversationId))
    if (!dropped.ok || draft === undefined) return dropped
    const id = this.#ids.get(conversationId)
    this.#ids.delete(conversationId)
    if (id !== undefined) await sendable.discard([id])
    await this.#release(draft)
    return ok()
  }

  /** It was played. Code: `not_found`. */
  heard(localId: LocalId): Result<void> {
    const { store, writer, clock } = this.#deps
    const row = store.messages.get(localId)
    if (row === undefined) return failed('not_found')
    if (!store.voices.isUnheard(row)) return ok()
    return writer.commit((changes) => {
      store.voices.noteHeard(localId, clock.now())
      changes.noteMessage(row)
    })
  }

  /** The voices that are heard after this one, by themselves. */
  unheardAfter(localId: LocalId): readonly StoredMessage[] {
    const { store } = this.#deps
    const row = store.messages.get(localId)
    return row === undefined ? [] : store.voices.unheardAfter(row)
  }

  async #known({ conversationId, place, seconds, wave }: StoredVoiceDraft): Promise<Result<VoiceDraft>> {
    const { outgoing, sendable, store, writer } = this.#deps
    const path = outgoing.at(place)
    const held = this.#ids.get(conversationId)
    let id = held !== undefined && sendable.path(held)?.path === path ? held : undefined
    if (id === undefined && path !== undefined) {
      const mime: VoiceType = place.endsWith(ENDINGS['audio/webm']) ? 'audio/webm' : 'audio/mp4'
      const added = await sendable.addVoice(path, { seconds, wave, mime })
      if (added.ok) id = added.value
    }
    if (id === undefined) {
      const dropped = writer.commit(() => store.voices.dropDraft(conversationId))
      return dropped.ok ? failed('not_found') : dropped
    }
    this.#ids.set(conversationId, id)
    return ok({ conversationId, id, url: mediaUrl({ of: 'chosen', id }), seconds, wave })
  }

  async #release({ place }: StoredVoiceDraft): Promise<void> {
    const path = this.#deps.outgoing.at(place)
    if (path !== undefined) await this.#deps.outgoing.release(path)
  }
}
