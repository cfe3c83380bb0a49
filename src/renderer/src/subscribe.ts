import { bridge } from './bridge'
import { useAccountStore } from './stores/account'
import { useConversationsStore } from './stores/conversations'
import { useLinkStore } from './stores/link'
import { usePeopleStore } from './stores/people'
import { useSettingsStore } from './stores/settings'
import { useTimelineStore } from './stores/timeline'
import { useTrialStore } from './stores/trial'
import { useUiStore } from './stores/ui'

/**
 * Carries every event of main into the stores. It starts before the first value is asked for, so that nothing falls
 * between the two. Returns the function that stops it.
 */
export function subscribe(): () => void {
  const account = useAccountStore()
  const conversations = useConversationsStore()
  const link = useLinkStore()
  const people = usePeopleStore()
  const settings = useSettingsStore()
  const timeline = useTimelineStore()
  const trial = useTrialStore()
  const ui = useUiStore()

  const stops = [
    bridge.on('account', (state) => {
      account.setState(state)
      if (state.state === 'signed_in') return
      conversations.clear()
      timeline.clear()
      people.clear()
      ui.clear()
    }),
    bridge.on('sign-in-progress', ({ step }) => account.setStep(step)),
    bridge.on('connection', link.setConnection),
    bridge.on('sync', link.setSync),
    bridge.on('settings', settings.setSettings),
    bridge.on('conversations', conversations.upsert),
    bridge.on('messages', ({ upserted, removed }) => {
      timeline.apply(upserted, removed)
      ui.updateReplies(upserted)
    }),
    bridge.on('gaps', ({ conversationId, gaps }) => timeline.setGaps(conversationId, gaps)),
    bridge.on('members', ({ conversationId, members }) => people.setMembers(conversationId, members)),
    bridge.on('presence', people.setPresence),
    bridge.on('own-presence', people.setOwn),
    bridge.on('typing', people.setTyping),
    bridge.on('trial', trial.setState),
    bridge.on('notice', (notice) => ui.addToast(notice)),
    bridge.on('open', (request) => {
      if ('stranger' in request) return ui.openDialog({ dialog: 'stranger', userId: request.stranger })
      const { conversationId, localId } = request
      ui.closeDialogs()
      ui.setPane('chats')
      conversations.setOpen(conversationId)
      ui.setTarget(localId === undefined ? undefined : { conversationId, localId })
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
