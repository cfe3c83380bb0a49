import type { ConversationId } from '@shared/ids'
import type { Result } from '@shared/result'
import { computed, ref } from 'vue'
import { bridge } from '../bridge'
import { useAccountStore } from '../stores/account'
import { useConversationsStore } from '../stores/conversations'
import { useTrialStore } from '../stores/trial'
import { useConversationActions } from './use-conversation-actions'
import { useSeconds } from './use-now'
import { useReport } from './use-report'

/** The levers of the trial office, and what they have done. */
export function useTrial() {
  const account = useAccountStore()
  const conversations = useConversationsStore()
  const trial = useTrialStore()
  const now = useSeconds()
  const { open } = useConversationActions()
  const { report } = useReport()
  /** Messages are on their way, or getting lost. */
  const isBusy = ref(false)

  const isOn = computed(() => account.me?.isLocalTrial === true)
  /** Since the cable was pulled; `undefined` while it is in. */
  const pulledSeconds = computed(() => {
    const { cablePulledAt } = trial.state
    return cablePulledAt === undefined ? undefined : Math.max(0, Math.floor((now.value - cablePulledAt) / 1000))
  })

  async function turnCable(): Promise<void> {
    const result = await bridge.call('trial:set-cable', { isPulled: pulledSeconds.value === undefined })
    if (report(result)) trial.setState(result.value)
  }

  async function ask(
    channel: 'trial:make-gap' | 'trial:colleague-writes',
  ): Promise<Result<{ readonly conversationId: ConversationId }> | undefined> {
    if (isBusy.value) return undefined
    isBusy.value = true
    try {
      return await bridge.call(channel, { conversationId: conversations.openId })
    } finally {
      isBusy.value = false
    }
  }

  /** Shows where it happens: a gap that nobody looks at is not seen to heal. */
  async function makeGap(): Promise<void> {
    const result = await ask('trial:make-gap')
    if (result !== undefined && report(result) && result.value.conversationId !== conversations.openId) open(result.value)
  }

  async function colleagueWrites(): Promise<void> {
    const result = await ask('trial:colleague-writes')
    if (result !== undefined) report(result)
  }

  return { isOn, isBusy, pulledSeconds, turnCable, makeGap, colleagueWrites }
}
