import type { LocalId, TransferId } from '@shared/ids'
import { isOpen, type Transfer } from '@shared/transfer'
import { batchAfter, transferTotal } from '@shared/transfer-total'
import { defineStore } from 'pinia'
import { computed, ref, shallowReactive, shallowRef } from 'vue'
import { panelOrder } from '../model/transfer-order'

/**
 * Files on their way. Whoever reads one of them by its message hears of that one alone: progress of a file draws its card
 * again, and no other.
 */
export const useTransfersStore = defineStore('transfers', () => {
  const byId = shallowReactive(new Map<TransferId, Transfer>())
  const byMessage = shallowReactive(new Map<LocalId, Transfer>())
  /** All that were open since the last moment at which none was. */
  const batch = shallowRef<ReadonlySet<TransferId>>(new Set())
  /** The person has paused all of them. */
  const isPaused = ref(false)
  /** The panel is shown. */
  const isPanelOpen = ref(false)

  const total = computed(() => transferTotal(byId.values(), batch.value))
  const rows = computed(() => panelOrder(byId.values()))
  const openCount = computed(() => total.value.running + total.value.waiting)

  /** Those that have just ended, of the last news: a row that was open before. */
  const ended = shallowRef<readonly Transfer[]>([])

  function apply(upserted: readonly Transfer[], removed: readonly TransferId[], isPausedNow: boolean): void {
    for (const id of removed) forget(id)
    const over = upserted.filter((transfer) => !isOpen(transfer) && isOpenNow(transfer.id))
    for (const transfer of upserted) keep(transfer)
    if (over.length > 0) ended.value = over
    isPaused.value = isPausedNow
    batch.value = batchAfter(batch.value, byId.values())
  }

  function setAll(transfers: readonly Transfer[], isPausedNow: boolean): void {
    clearRows()
    apply(transfers, [], isPausedNow)
  }

  function keep(transfer: Transfer): void {
    byId.set(transfer.id, transfer)
    // A message's file may have gone up and come down since: the later one tells of it.
    const known = byMessage.get(transfer.localId)
    if (known === undefined || known.id <= transfer.id) byMessage.set(transfer.localId, transfer)
  }

  function isOpenNow(id: TransferId): boolean {
    const transfer = byId.get(id)
    return transfer !== undefined && isOpen(transfer)
  }

  function forget(id: TransferId): void {
    const transfer = byId.get(id)
    byId.delete(id)
    if (transfer !== undefined && byMessage.get(transfer.localId)?.id === id) byMessage.delete(transfer.localId)
  }

  function clearRows(): void {
    byId.clear()
    byMessage.clear()
    batch.value = new Set()
  }

  function setPanel(isShown: boolean): void {
    isPanelOpen.value = isShown
  }

  function clear(): void {
    clearRows()
    isPaused.value = false
    isPanelOpen.value = false
  }

  return {
    ofMessage: (localId: LocalId) => byMessage.get(localId),
    isPaused,
    isPanelOpen,
    total,
    rows,
    ended,
    openCount,
    apply,
    setAll,
    setPanel,
    clear,
  }
})
