import { ok } from '@shared/result'
import type { CurrentSession } from './session'
import { whileSignedIn } from './signed-in-handlers'
import type { IpcHandlers } from './typed-ipc'

type PeopleChannel = Extract<keyof IpcHandlers, `people:${string}` | `presence:${string}`>

/** The directory, and who is there. */
export function peopleHandlers(current: CurrentSession): Pick<IpcHandlers, PeopleChannel> {
  return {
    'people:search': whileSignedIn(current, async ({ engine }, { text }) => ok(await engine.searchPeople(text))),
    'presence:subscribe': whileSignedIn(current, async ({ engine }, { userIds }) => ok(await engine.subscribePresence(userIds))),
    'presence:set': whileSignedIn(current, ({ engine }, { state, status }) => ok(engine.setPresence(state, status))),
  }
}
