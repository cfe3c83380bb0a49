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
  /** Where it is on its way, or why it is not to be had. */
  const way = computed(() => {
    // Its size stands beside it: what is to be told of a failure is why.
    if (face.value.face === 'failed') return words.stepOf(face.value.transfer)
    const isTold = face.value.face === 'moving' || face.value.face === 'lacking'
    return isTold && file.value !== undefined ? words.lineOf(face.value, file.value, message()) : ''
  })

  return { face, file, link, host, name, sender, size, seconds, way }
}
