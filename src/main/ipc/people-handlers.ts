import { ok } from '@shared/result'
import type { OnScreen } from './on-screen'
import type { CurrentSession } from './session'
import { whileSignedIn } from './signed-in-handlers'
import type { IpcHandlers } from './typed-ipc'

type PeopleChannel = Extract<keyof IpcHandlers, `people:${string}` | `presence:${string}` | `devices:${string}` | `profile:${string}`>

/** The directory, who is there, and the user's own name and devices. */
export function peopleHandlers(current: CurrentSession, screen: Pick<OnScreen, 'people'>): Pick<IpcHandlers, PeopleChannel> {
  return {
    'devices:list': whileSignedIn(current, ({ engine }) => engine.account.devices()),
    'devices:end': whileSignedIn(current, ({ engine }, { sessionId }) => engine.account.endDevice(sessionId)),
    'profile:set': whileSignedIn(current, ({ engine }, change) => engine.account.setProfile(change)),
    'profile:set-picture': whileSignedIn(current, async (session, { picture }) => {
      const avatar = picture === undefined ? ok('') : await session.bringPicture(picture.id, picture.square)
      return avatar.ok ? session.engine.account.setProfile({ avatar: avatar.value }) : avatar
    }),
    'people:search': whileSignedIn(current, async ({ engine }, { text }) => ok(await engine.searchPeople(text))),
    'people:in-view': ({ userIds }) => ok(screen.people(userIds)),
    'presence:own': whileSignedIn(current, ({ engine }) => ok(engine.ownPresence.value)),
    'presence:set': whileSignedIn(current, ({ engine: { ownPresence } }, change) => {
      ownPresence.set(change)
      return ok(ownPresence.value)
    }),
  }
}
