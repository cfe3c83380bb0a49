import type { Session } from '../world/session'

const deviceOf = (userId: string): string => `bot-${userId}`

/** Whether the server plays them there, on this node or, for a while yet, on the one that had the bots before. */
export function isPlayed({ userId, deviceId }: Pick<Session, 'userId' | 'deviceId'>): boolean {
  return deviceId === deviceOf(userId)
}

/** A colleague's place in the world: no link is behind it, so what it is told goes nowhere. */
export class BotSession implements Session {
  readonly sessionId: string
  readonly userId: string
  readonly deviceId: string
  readonly deviceName = 'bot'
  readonly appVersion = ''
  readonly credential = { kind: 'none' } as const
  readonly level = 'sync'
  readonly connectedAt: number
  readonly #now: () => number

  constructor(userId: string, sessionId: string, now: () => number) {
    this.userId = userId
    this.sessionId = sessionId
    this.deviceId = deviceOf(userId)
    this.connectedAt = now()
    this.#now = now
  }

  get lastSeen(): number {
    return this.#now()
  }

  /** Nothing: `BotOffice` hears everything once, on the bus. */
  deliver(): void {}

  /** Nothing: nobody is behind it who could be told to go. */
  close(): void {}
}
