import { latestScenes } from './scenes/latest'
import { rooms, type Room } from './people'
import type { SeededRandom } from './random'
import { parseScene, playScene, type SceneMessage } from './scene'

const MINUTE_MS = 60_000

export type LatestTalk = {
  /** No message of it is older, epoch ms. */
  readonly startsAt: number
  readonly said: readonly { readonly room: Room; readonly message: SceneMessage }[]
  readonly reads: readonly { readonly userId: string; readonly conversationId: string; readonly unread: number }[]
}

/** The last hours before `now`, which are the same in every office: what a new user sees first. */
export function latestTalk(now: number, random: SeededRandom): LatestTalk {
  const said = latestScenes.flatMap(({ conversationId, language, cast, minutesAgo, minutes, script }) => {
    const room = rooms.find((one) => one.conversationId === conversationId)
    if (room === undefined) throw new RangeError(`no room is called ${conversationId}`)
    const slot = { startsAt: now - minutesAgo * MINUTE_MS, lengthMs: minutes * MINUTE_MS }
    return playScene(parseScene(script), { cast, language, slot, random }).map((message) => ({ room, message }))
  })
  const startsAt = now - Math.max(...latestScenes.map(({ minutesAgo }) => minutesAgo)) * MINUTE_MS
  const reads = latestScenes.flatMap(({ conversationId, unread = {} }) =>
    Object.entries(unread).map(([userId, count]) => ({ userId, conversationId, unread: count })),
  )
  return { startsAt, said, reads }
}
