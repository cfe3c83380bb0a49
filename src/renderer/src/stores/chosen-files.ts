import { type Choice, type ChosenFile, type ChosenId, MAX_CHOSEN_FILES, type RefusedFile } from '@shared/file'
import type { ConversationId } from '@shared/ids'
import type { PictureSize } from '@shared/settings'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { moved } from '../model/moved'
import type { Written } from '../model/written'

/** Files that somebody is about to send to a conversation, with what is written under them. */
export type Parcel = {
  readonly files: readonly ChosenFile[]
  /** Of these, those that were taken out again and can be put back. */
  readonly removed: ReadonlySet<ChosenId>
  readonly refused: readonly RefusedFile[]
  /** Pictures go as files, as they are. */
  readonly isAsFiles: boolean
  /** Pictures and videos go as one block; as files they cannot. */
  readonly isAlbum: boolean
  /** Absent: as the settings say. */
  readonly keepsLocation?: boolean
  readonly pictureSize?: PictureSize
  readonly caption: Written
}

const EMPTY: Parcel = { files: [], removed: new Set(), refused: [], isAsFiles: false, isAlbum: true, caption: { text: '', mentions: [] } }

/** What was chosen, per conversation: it stays until it is sent or discarded, whatever is closed meanwhile. */
export const useChosenFilesStore = defineStore('chosen-files', () => {
  const parcels = shallowRef<ReadonlyMap<ConversationId, Parcel>>(new Map())

  /** Of a parcel that is gone nothing is changed any more. */
  function change(id: ConversationId, next: Partial<Parcel>): void {
    const parcel = parcels.value.get(id)
    if (parcel !== undefined) parcels.value = new Map(parcels.value).set(id, { ...parcel, ...next })
  }

  /** @returns those for which there was no room */
  function add(id: ConversationId, { files, refused }: Choice): readonly ChosenId[] {
    const before = parcels.value.get(id) ?? EMPTY
    const room = MAX_CHOSEN_FILES - before.files.length
    const over = files.slice(Math.max(0, room))
    const turnedAway = over.map(({ name }): RefusedFile => ({ name, code: 'too_many' }))
    parcels.value = new Map(parcels.value).set(id, {
      ...before,
      files: [...before.files, ...files.slice(0, Math.max(0, room))],
      refused: [...before.refused, ...refused, ...turnedAway],
    })
    return over.map((file) => file.id)
  }

  function remove(id: ConversationId, fileId: ChosenId): void {
    const parcel = parcels.value.get(id)
    if (parcel !== undefined) change(id, { removed: new Set(parcel.removed).add(fileId) })
  }

  function restore(id: ConversationId, fileId: ChosenId): void {
    const parcel = parcels.value.get(id)
    if (parcel === undefined) return
    const removed = new Set(parcel.removed)
    removed.delete(fileId)
    change(id, { removed })
  }

  /** Another file takes the place of one. */
  function replace(id: ConversationId, fileId: ChosenId, file: ChosenFile): void {
    const files = parcels.value.get(id)?.files ?? []
    change(id, { files: files.map((each) => (each.id === fileId ? file : each)) })
  }

  /** Puts one file in the place of another. */
  function move(id: ConversationId, fileId: ChosenId, onto: ChosenId): void {
    const files = parcels.value.get(id)?.files ?? []
    const indexOf = (wanted: ChosenId): number => files.findIndex((file) => file.id === wanted)
    change(id, { files: moved(files, indexOf(fileId), indexOf(onto)) })
  }

  function drop(id: ConversationId): void {
    const next = new Map(parcels.value)
    next.delete(id)
    parcels.value = next
  }

  function clear(): void {
    parcels.value = new Map()
  }

  return {
    parcels,
    add,
    remove,
    restore,
    replace,
    move,
    setAlbum: (id: ConversationId, isAlbum: boolean) => change(id, { isAlbum }),
    setAsFiles: (id: ConversationId, isAsFiles: boolean) => change(id, { isAsFiles }),
    setKeepsLocation: (id: ConversationId, keepsLocation: boolean) => change(id, { keepsLocation }),
    setPictureSize: (id: ConversationId, pictureSize: PictureSize) => change(id, { pictureSize }),
    setCaption: (id: ConversationId, caption: Written) => change(id, { caption }),
    drop,
    clear,
  }
})
