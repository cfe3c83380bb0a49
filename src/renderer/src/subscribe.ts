import { joinedChoice } from '@shared/file'
import { bridge } from './bridge'
import { useAccountStore } from './stores/account'
import { useChosenFilesStore } from './stores/chosen-files'
import { useConversationsStore } from './stores/conversations'
import { useDialogsStore } from './stores/dialogs'
import { useLayoutStore } from './stores/layout'
import { useLinkStore } from './stores/link'
import { usePeopleStore } from './stores/people'
import { useSettingsStore } from './stores/settings'
import { useTimelineStore } from './stores/timeline'
import { useToastsStore } from './stores/toasts'
import { useTransfersStore } from './stores/transfers'
import { useTrialStore } from './stores/trial'
import { useUpdatesStore } from './stores/updates'
import { useViewerStore } from './stores/viewer'
import { useVoicePlayerStore } from './stores/voice-player'
import { useVoiceRecorderStore } from './stores/voice-recorder'
import { useWritingStore } from './stores/writing'

/**
 * Carries every event of main into the stores. It starts before the first value is asked for, so that nothing falls
 * between the two. Returns the function that stops it.
 */
export function subscribe(): () => void {
  const account = useAccountStore()
  const chosen = useChosenFilesStore()
  const conversations = useConversationsStore()
  const dialogs = useDialogsStore()
  const layout = useLayoutStore()
  const link = useLinkStore()
  const people = usePeopleStore()
  const settings = useSettingsStore()
  const timeline = useTimelineStore()
  const toasts = useToastsStore()
  const transfers = useTransfersStore()
  const trial = useTrialStore()
  const updates = useUpdatesStore()
  const viewer = useViewerStore()
  const voice = useVoicePlayerStore()
  const recorder = useVoiceRecorderStore()
  const writing = useWritingStore()

  const stops = [
    bridge.on('account', (state) => {
      account.setState(state)
      if (state.state === 'signed_in') return
      conversations.clear()
      timeline.clear()
      people.clear()
      dialogs.closeAll()
      viewer.close()
      voice.clear()
      recorder.clear()
      layout.clear()
      writing.clear()
      chosen.clear()
      transfers.clear()
    }),
    bridge.on('sign-in-progress', ({ step }) => account.setStep(step)),
    bridge.on('connection', link.setConnection),
    bridge.on('sync', link.setSync),
    bridge.on('settings', settings.setSettings),
    bridge.on('notification-limits', settings.setLimits),
    bridge.on('conversations', conversations.upsert),
    bridge.on('messages', ({ upserted, removed }) => {
      timeline.apply(upserted, removed)
      viewer.apply(upserted, removed)
      voice.apply(upserted, removed)
      writing.updateReplies(upserted)
    }),
    bridge.on('gaps', ({ conversationId, gaps }) => timeline.setGaps(conversationId, gaps)),
    bridge.on('members', ({ conversationId, members }) => people.setMembers(conversationId, members)),
    bridge.on('presence', people.setPresence),
    bridge.on('own-presence', people.setOwn),
    bridge.on('typing', people.setTyping),
    bridge.on('transfers', ({ upserted, removed, isPaused }) => transfers.apply(upserted, removed, isPaused)),
    bridge.on('trial', trial.setState),
    bridge.on('updates', updates.setState),
    bridge.on('notice', (notice) => toasts.add(notice)),
    bridge.on('open', (request) => {
      if ('stranger' in request) return dialogs.open({ dialog: 'stranger', userId: request.stranger, from: 'link' })
      if ('dialog' in request) return dialogs.open(request)
      if ('given' in request) {
        const { current } = dialogs
        const given = current?.dialog === 'given' ? joinedChoice(current.given, request.given) : request.given
        return dialogs.open({ dialog: 'given', given })
      }
      const { conversationId, localId } = request
      dialogs.closeAll()
      viewer.close()
      layout.setPane('chats')
      conversations.setOpen(conversationId)
      timeline.setTarget(localId === undefined ? undefined : { conversationId, localId })
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
