import type { Message } from '@shared/message'
import type { Result } from '@shared/result'
import type { Sticker } from '@shared/sticker'
import { ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { bridge, tell } from '../bridge'
import { useToastsStore } from '../stores/toasts'
import { useReport } from './use-report'

/** One's own stickers: kept, put in order, removed and had back. Main has them; what is here is what it said last. */
export function useStickers() {
  const { t } = useI18n()
  const toasts = useToastsStore()
  const { report } = useReport()
  const all = shallowRef<readonly Sticker[]>([])
  const state = ref<'loading' | 'ready' | 'failed'>('loading')
  /** The one that was removed last, which can be had back. */
  const removed = shallowRef<Sticker>()

  function take(answer: Result<readonly Sticker[]>): boolean {
    if (!report(answer)) return false
    all.value = answer.value
    return true
  }

  async function load(): Promise<void> {
    const answer = await bridge.call('stickers:list')
    if (answer.ok) all.value = answer.value
    state.value = answer.ok ? 'ready' : 'failed'
  }

  /** The picture of a message. */
  async function keep({ localId }: Pick<Message, 'localId'>): Promise<void> {
    if (!report(await bridge.call('stickers:keep', { localId }))) return
    toasts.add({ level: 'info', title: t('sticker.kept'), text: t('sticker.keptText') })
  }

  /** Pictures of this computer, by the system's dialog; the first that cannot be kept is told of, with why. */
  async function addFiles(): Promise<void> {
    const choice = await bridge.call('files:choose')
    if (!report(choice)) return
    const { files, refused } = choice.value
    if (files.length === 0 && refused.length > 0) return void report({ ok: false, error: { code: 'not_drawable', message: '' } })
    // From behind, so that the first that was chosen stands first.
    for (const [index, { id }] of [...files].reverse().entries()) {
      if (take(await bridge.call('stickers:add', { id }))) continue
      const left = files.slice(0, files.length - 1 - index).map((file) => file.id)
      if (left.length > 0) tell('files:discard', { ids: left })
      return
    }
  }

  async function remove(sticker: Sticker): Promise<boolean> {
    const isRemoved = take(await bridge.call('stickers:remove', { id: sticker.id }))
    if (isRemoved) removed.value = sticker
    return isRemoved
  }

  async function undo(): Promise<void> {
    const sticker = removed.value
    if (sticker === undefined) return
    if (take(await bridge.call('stickers:restore', { id: sticker.id }))) removed.value = undefined
  }

  return { all, state, removed, load, keep, addFiles, remove, undo }
}
