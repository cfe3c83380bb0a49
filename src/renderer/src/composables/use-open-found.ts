import type { Message } from '@shared/message'
import { bridge } from '../bridge'
import { useOpenMessage } from './use-open-message'
import { voiceEngine } from './use-voice-engine'

/** Goes to a message that was found; a voice is heard at once: there is nothing of it to be read. */
export function useOpenFound() {
  const openMessage = useOpenMessage()

  async function play({ localId }: Message): Promise<void> {
    const found = await bridge.call('voice:message', { localId })
    if (found.ok && found.value.file !== undefined && found.value.file.danger === undefined) voiceEngine()?.play(found.value)
  }

  return (message: Message): void => {
    openMessage(message)
    if (message.content.kind === 'sound') void play(message)
  }
}
