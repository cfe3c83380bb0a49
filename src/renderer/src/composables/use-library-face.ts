import type { Message } from '@shared/message'
import { shownLine } from '@shared/shown-text'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { isFileContent } from '../model/file-face'
import { linkOf } from '../model/message-link'
import { useFileFace } from './use-file-face'
import { useFileWords } from './use-file-words'
import { useFormat } from './use-format'

/** What one thing of the library is called, whose it is, and how its file stands. */
export function useLibraryFace(message: () => Message) {
  const { t } = useI18n()
  const words = useFileWords()
  const format = useFormat()
  const face = useFileFace(message)

  const content = computed(() => message().content)
  const file = computed(() => (isFileContent(content.value) ? content.value : undefined))
  const link = computed(() => linkOf(content.value))
  const host = computed(() => (link.value === undefined ? '' : (URL.parse(link.value.url)?.host ?? shownLine(link.value.url))))
  const name = computed(() => (file.value === undefined ? link.value?.title || host.value : words.nameOf(file.value)))
  const sender = computed(() => (message().isMine ? t('people.you') : message().senderName || message().senderId))
  const size = computed(() => (file.value?.size === undefined ? '' : format.bytes(file.value.size)))
  const seconds = computed(() => {
    const of = file.value
    return of !== undefined && 'seconds' in of && of.seconds !== undefined ? format.seconds(of.seconds) : ''
  })
  /** Where it is on its way, why it is not to be had, or why it is here and not shown. */
  const way = computed(() => {
    const of = face.value
    // Its size stands beside it: what is to be told of a failure is why.
    if (of.face === 'failed') return words.stepOf(of.transfer)
    if (of.face === 'lacking') return words.lackOf(of.lack, content.value)
    if (of.face === 'moving' && file.value !== undefined) return words.lineOf(of, file.value, message())
    return of.face === 'here' ? words.notShown(message()) : ''
  })
  /** How it stands, for whoever does not see it. */
  const state = computed(() => (face.value.face === 'away' ? t('library.notHere') : way.value))

  return { face, file, link, host, name, sender, size, seconds, way, state }
}
