import type { Message } from '@shared/message'
import { fileFace, isFileContent } from '../model/file-face'
import { mayBeOpened } from '../model/file-look'
import { readableAs } from '../model/readable-file'
import { linkOf } from '../model/message-link'
import { useTransfersStore } from '../stores/transfers'
import { useFileActions } from './use-file-actions'
import { useOpenLink } from './use-open-link'
import { useOpenMessage } from './use-open-message'
import { useViewer } from './use-viewer'
import { useVoiceToggle } from './use-voice-player'

/**
 * What a click on a file, a picture or a link does where it stands among others.
 * @param go leads to where it was said, where there is nothing else to do with it
 */
export function useOpenFile(go: (message: Message) => void = useOpenMessage()) {
  const transfers = useTransfersStore()
  const actions = useFileActions()
  const openLink = useOpenLink()
  const { open: view } = useViewer()
  const toggleVoice = useVoiceToggle()

  return (message: Message): void => {
    const { content, file, localId } = message
    const link = linkOf(content)
    if (link !== undefined) return void openLink(link.url)
    if (content.kind === 'image' || content.kind === 'video' || readableAs(message) !== undefined) return void view(message)
    const face = fileFace(isFileContent(content) ? message : undefined, transfers.ofMessage(localId))
    const isMoving = face.face === 'moving'
    // A voice that is still coming plays once it is here.
    const isHeard = content.kind === 'sound' && file?.danger === undefined
    if (isHeard && (face.face === 'here' || face.face === 'away' || isMoving)) return toggleVoice(message)
    // What comes by itself comes first now.
    if (face.face === 'away' || (isMoving && face.transfer.direction === 'down')) return void actions.download(message)
    if (face.face === 'here' && content.kind === 'file') {
      return void (mayBeOpened(file?.danger) ? actions.open(message) : actions.saveAs(message))
    }
    go(message)
  }
}
