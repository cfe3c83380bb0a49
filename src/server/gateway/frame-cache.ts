import { encodeJsonFrame } from '@protocol/codec'
import type { SessionEvent } from '../bus/bus'
import { baseMessageData } from './base-form'

type Frames = { sync?: Uint8Array; base?: Uint8Array }

/** Frames by event, so that a message to a thousand sessions is encoded once. They go with their events. */
const cache = new WeakMap<SessionEvent, Frames>()

/**
 * The frame that tells a session of an event; `undefined` where its level has no word for it.
 *
 * @param link where a client without a token gets a file
 */
export function frameOf(event: SessionEvent, level: 'sync' | 'base', link: (fileId: string) => string): Uint8Array | undefined {
  if (event.kind === 'close' || (level === 'base' && event.kind === 'push')) return undefined
  let frames = cache.get(event)
  if (frames === undefined) {
    frames = {}
    cache.set(event, frames)
  }
  if (event.kind === 'push') return (frames.sync ??= encodeJsonFrame('push', 0, { type: event.type, data: event.data }))
  if (level === 'sync') return (frames.sync ??= encodeJsonFrame(event.command, 0, { type: event.type, data: event.data }))
  const data = baseMessageData(event.type, event.data, link)
  return data === undefined ? undefined : (frames.base ??= encodeJsonFrame(event.command, 0, { type: event.type, data }))
}
