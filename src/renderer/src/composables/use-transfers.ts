import { storeToRefs } from 'pinia'
import { computed, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { quarterOf } from '../model/transfer-order'
import { useTransfersStore } from '../stores/transfers'
import { useFileWords } from './use-file-words'
import { useFormat } from './use-format'

/** All that is on its way, as one: for the foot of the list. */
export function useTransferTotal() {
  const { t } = useI18n()
  const format = useFormat()
  const words = useFileWords()
  const store = useTransfersStore()
  const { total, openCount, isPaused, isPanelOpen } = storeToRefs(store)

  const percent = computed(() => t('transfer.percent', { n: Math.floor(total.value.share * 100) }))
  const title = computed(() => {
    if (openCount.value > 0) return words.joined([t('transfer.count', { n: openCount.value }, openCount.value), percent.value])
    if (total.value.failed > 0) return t('transfer.failedCount', { n: total.value.failed }, total.value.failed)
    return t('transfer.doneCount', { n: total.value.done }, total.value.done)
  })
  const line = computed(() => {
    if (openCount.value === 0) return ''
    if (isPaused.value) return t('transfer.allPaused')
    const pace = words.paceOf(total.value.bytesPerSecond, total.value.secondsLeft)
    return pace === '' ? t('transfer.waitingCount', { n: openCount.value }, openCount.value) : pace
  })
  /** How many there are of each, and how far all are. */
  const counts = computed(() => {
    const { running, waiting, failed, done } = total.value
    return words.joined([
      running > 0 ? t('transfer.running', { n: running }, running) : '',
      waiting > 0 ? t('transfer.waitingCount', { n: waiting }, waiting) : '',
      failed > 0 ? t('transfer.failedCount', { n: failed }, failed) : '',
      done > 0 ? t('transfer.doneCount', { n: done }, done) : '',
    ])
  })
  const sum = computed(() => {
    if (openCount.value === 0) return ''
    const { sizeBytes, bytesPerSecond, secondsLeft } = total.value
    return words.joined([
      t('transfer.of', { percent: percent.value, size: format.bytes(sizeBytes) }),
      words.paceOf(bytesPerSecond, secondsLeft),
    ])
  })

  return {
    total,
    openCount,
    isPaused,
    isPanelOpen,
    /** Something is on its way, or failed: what is done is told by the panel alone. */
    isWorthTelling: computed(() => openCount.value > 0 || total.value.failed > 0),
    title,
    line,
    counts,
    sum,
    toggle: () => store.setPanel(!store.isPanelOpen),
  }
}

/** What is said aloud of files on their way: quarters of all of them, never each per cent; and how each of them ended. */
export function useTransferNews(say: (text: string) => void): void {
  const { t } = useI18n()
  const words = useFileWords()
  const store = useTransfersStore()
  const { title, openCount, total } = useTransferTotal()

  watch([() => quarterOf(total.value.share), openCount], ([quarter, open], [before, openBefore]) => {
    if (open > 0 && openBefore > 0 && quarter > before && quarter < 4) say(title.value)
    if (open === 0 && openBefore > 1 && total.value.failed === 0) say(t('transfer.said.allDone'))
  })
  watch(
    () => store.ended,
    (ended) => {
      const last = ended.at(-1)
      if (last === undefined) return
      const { name, direction, progress } = last
      if (progress.step === 'failed') {
        say(
          t(direction === 'up' ? 'transfer.said.failedUp' : 'transfer.said.failedDown', {
            name,
            cause: words.causeOf(progress, direction),
          }),
        )
      } else if (openCount.value === 0) say(t(direction === 'up' ? 'transfer.said.doneUp' : 'transfer.said.doneDown', { name }))
    },
  )
}
