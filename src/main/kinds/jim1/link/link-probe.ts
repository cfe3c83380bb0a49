import { encodeJsonFrame, encodeTextFrame } from '@protocol/codec'
import { FrameDecoder } from '@protocol/frame-decoder'
import type { LinkCauseCode } from '@shared/status'
import type { Cancel, Clock } from '../../../lib/clock'
import type { OpenTransport, TransportAddress, TransportStage } from '../../../connection/transport'

/** Milliseconds for the answer to the ping. */
export const GREET_LIMIT_MS = 5_000

export type ProbeStage = TransportStage | 'greeting'

/** How far a probe came. `stages` are those that were begun, in order, each with the ms until the next or the end. */
export type Probe = {
  readonly stages: readonly { readonly stage: ProbeStage; readonly tookMs: number }[]
  /** Of the ping; absent when the probe failed. */
  readonly rttMs?: number
  /** In the last of `stages`. */
  readonly failure?: { readonly code: LinkCauseCode; readonly reason: string }
}

export type ProbeOptions = {
  readonly address: TransportAddress
  readonly openTransport: OpenTransport
  readonly clock: Clock
}

/**
 * Dials a server, says one ping (`A001`, which needs no log-in, PROTOCOL 2), waits for its answer, and hangs up.
 * Nothing is said of who asks.
 */
export function probeLink({ address, openTransport, clock }: ProbeOptions): Promise<Probe> {
  return new Promise((resolve) => {
    const stages: { stage: ProbeStage; tookMs: number }[] = []
    const decoder = new FrameDecoder()
    let since = clock.monotonic()
    let cancelLimit: Cancel = () => undefined

    const leave = (): void => {
      const now = clock.monotonic()
      const last = stages.at(-1)
      if (last !== undefined) last.tookMs = now - since
      since = now
    }
    const enter = (stage: ProbeStage): void => {
      leave()
      stages.push({ stage, tookMs: 0 })
    }
    const finish = (end: Omit<Probe, 'stages'>): void => {
      cancelLimit()
      leave()
      resolve({ stages, ...end })
    }

    const transport = openTransport(address, {
      onStage: enter,
      onOpen() {
        enter('greeting')
        cancelLimit = clock.after(GREET_LIMIT_MS, () => {
          transport.destroy()
          finish({ failure: { code: 'silent', reason: `no answer within ${GREET_LIMIT_MS} ms` } })
        })
        transport.write(encodeTextFrame('ping', 1, 'ping'))
      },
      onBytes(bytes) {
        const frames = decoder.push(bytes)
        if (decoder.failure !== undefined) {
          transport.destroy()
          finish({ failure: { code: 'other_protocol', reason: decoder.failure.message } })
        } else if (frames.length > 0) {
          const rttMs = clock.monotonic() - since
          // Never an empty body: an original gateway relays this command, and an empty one takes its stream down (PROTOCOL 8.2).
          transport.write(encodeJsonFrame('clientClose', 2, { reason: 'tested' }))
          transport.end()
          finish({ rttMs })
        }
      },
      onClose: (code, reason) => finish({ failure: { code, reason } }),
    })
  })
}
