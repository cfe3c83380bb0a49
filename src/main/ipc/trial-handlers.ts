import { ok } from '@shared/result'
import type { TrialControl } from './session'
import type { IpcHandlers } from './typed-ipc'

type TrialChannel = Extract<keyof IpcHandlers, `trial:${string}`>

/** The levers of the trial office. */
export function trialHandlers(trial: TrialControl): Pick<IpcHandlers, TrialChannel> {
  return {
    'trial:state': () => ok(trial.state),
    'trial:set-cable': (change) => trial.setCable(change),
    'trial:make-gap': ({ conversationId }) => trial.makeGap(conversationId),
    'trial:colleague-writes': ({ conversationId }) => trial.colleagueWrites(conversationId),
  }
}
