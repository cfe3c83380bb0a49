import type { Choice, ChosenFile } from '@shared/file'
import type { ConversationId } from '@shared/ids'
import type { Square } from '@shared/square'
import { onScopeDispose, ref, shallowRef } from 'vue'
import { bridge, tell } from '../bridge'
import { useReport } from './use-report'

/** Bytes of a picture that comes by its bytes, as main takes them. */
const MAX_IMAGE_BYTES = 64 * 1024 * 1024

type Chosen = ChosenFile & { readonly picture: NonNullable<ChosenFile['picture']> }

/** A picture for oneself, or for a group: chosen, dropped or pasted, then set; what is not used is let go of. */
export function useOwnPicture(conversationId: ConversationId | undefined) {
  const { report, describe } = useReport()
  const chosen = shallowRef<Chosen>()
  /** What was given last is no picture that can be used. */
  const isUnusable = ref(false)
  const isBusy = ref(false)
  /** Why it could not be set, in words. */
  const problem = ref<string>()

  function take(choice: Choice): void {
    const usable = choice.files.find((file): file is Chosen => file.picture !== undefined)
    problem.value = undefined
    isUnusable.value = usable === undefined && choice.files.length + choice.refused.length > 0
    forget(choice.files.filter(({ id }) => id !== usable?.id))
    if (usable === undefined) return
    forget(chosen.value === undefined ? [] : [chosen.value])
    chosen.value = usable
  }

  function forget(files: readonly ChosenFile[]): void {
    if (files.length > 0) tell('files:discard', { ids: files.map(({ id }) => id) })
  }

  async function choose(): Promise<void> {
    const choice = await bridge.call('files:choose')
    if (report(choice)) take(choice.value)
  }

  /** Dropped or pasted: what lies on this computer, else a picture by its bytes. */
  async function give(files: readonly File[]): Promise<void> {
    const listed = await bridge.filesFrom(files)
    if (!report(listed)) return
    if (listed.value.files.length + listed.value.refused.length > 0) return take(listed.value)
    const loose = files.find(({ type, size }) => type.startsWith('image/') && size <= MAX_IMAGE_BYTES)
    if (loose === undefined) {
      isUnusable.value = files.length > 0
      return
    }
    const pasted = await bridge.call('files:paste', { bytes: new Uint8Array(await loose.arrayBuffer()), mime: loose.type })
    if (report(pasted)) take(pasted.value)
  }

  /** It was said to be a picture, and cannot be drawn. */
  function refuse(): void {
    forget(chosen.value === undefined ? [] : [chosen.value])
    chosen.value = undefined
    isUnusable.value = true
  }

  /** The square of what was chosen, or no picture any more; resolves to whether it is set. */
  async function set(square: Square | undefined): Promise<boolean> {
    if (isBusy.value || (square !== undefined && chosen.value === undefined)) return false
    isBusy.value = true
    problem.value = undefined
    const change = square === undefined || chosen.value === undefined ? {} : { picture: { id: chosen.value.id, square } }
    const done = await (conversationId === undefined
      ? bridge.call('profile:set-picture', change)
      : bridge.call('groups:set-picture', { conversationId, ...change }))
    isBusy.value = false
    if (!done.ok) problem.value = describe(done.error)
    return done.ok
  }

  onScopeDispose(() => forget(chosen.value === undefined ? [] : [chosen.value]))

  return { chosen, isUnusable, isBusy, problem, choose, give, refuse, set }
}
