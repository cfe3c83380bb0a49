import type { ServerAddress } from '@shared/account'
import type { Conversation } from '@shared/conversation'
import type { DeviceSession } from '@shared/roster'
import { NO_POLICY } from '@shared/policy'
import { type AppInfo, NO_LIMITS } from '@shared/settings'
import { COUNTERS, type OutboxInspection, type SyncComparison, type SyncInspection } from '@shared/inspection'
import type { Message } from '@shared/message'

/** What the fake main process knows of itself, its server and its account's devices. */
export const FAKE_SERVER: ServerAddress = {
  kind: 'sync',
  host: 'im.example.com',
  port: 9001,
  tls: true,
  httpBase: '',
  caFile: '',
}

export const FAKE_APP: AppInfo = {
  policy: NO_POLICY,
  version: '0.1.0',
  electron: '45.4.1',
  chrome: '146.0',
  node: '24.3.0',
  sqlite: '3.50.2',
  platform: 'linux',
  isPackaged: false,
  profileDir: '~/.config/jim-desktop',
  systemLocale: 'zh-CN',
  notificationLimits: NO_LIMITS,
}

const HOUR = 3_600_000

export function deviceSessions(now: number): readonly DeviceSession[] {
  const session = (sessionId: string, deviceName: string, hours: number, isThisDevice: boolean): DeviceSession => ({
    sessionId,
    deviceName,
    appVersion: '0.1.0',
    connectedAt: now - (hours + 1) * HOUR,
    lastSeen: now - hours * HOUR,
    isThisDevice,
  })
  return [
    session('s1', 'office-pc (Linux)', 0, true),
    session('s2', 'ThinkPad X1 (Windows 11)', 3, false),
    session('s3', 'MacBook Air', 70, false),
  ]
}

/** The first conversation misses three messages, the others nothing. */
export function inspections(conversations: readonly Conversation[], now: number): readonly SyncInspection[] {
  return conversations.map(({ conversationId, title, lastSeq }, index) => {
    const hasHole = index === 0 && lastSeq > 20
    return {
      conversationId,
      title,
      serverLastSeq: lastSeq,
      held: hasHole
        ? [
            [1, lastSeq - 10],
            [lastSeq - 6, lastSeq],
          ]
        : lastSeq === 0
          ? []
          : [[1, lastSeq]],
      holes: hasHole ? [[lastSeq - 9, lastSeq - 7]] : [],
      heldCount: hasHole ? lastSeq - 3 : lastSeq,
      hasLeft: false,
      ...(index < 2 ? { lastRepair: { at: now - 240_000, result: { kind: 'fetched' as const, count: 3 } } } : {}),
    }
  })
}

/** Here and on the server: the same, but for what the first conversation misses. */
export function comparisonOf(conversations: readonly Conversation[], now: number): SyncComparison {
  const inspected = inspections(conversations, now)
  const differing = inspected.filter(({ holes }) => holes.length > 0)
  const server = inspected.reduce((sum, { serverLastSeq }) => sum + serverLastSeq, 0)
  const held = inspected.reduce((sum, { heldCount }) => sum + heldCount, 0)
  return {
    at: now,
    counters: COUNTERS.map((name) => ({ name, here: name === 'held' ? held : server, server })),
    differing: differing.map(({ conversationId, title }) => ({ conversationId, title })),
  }
}

/** My messages that the server does not have: each as what its status says. */
export function outboxOf(messages: readonly Message[], conversations: readonly Conversation[]): readonly OutboxInspection[] {
  return messages.flatMap((message): readonly OutboxInspection[] => {
    const { status, conversationId } = message
    const title = conversations.find((row) => row.conversationId === conversationId)?.title ?? conversationId
    if (status === 'queued') return [{ message, title, reason: 'offline', tries: 0 }]
    if (status === 'sending') return [{ message, title, reason: 'sending', tries: 1 }]
    return status === 'failed' ? [{ message, title, reason: 'failed', tries: 0 }] : []
  })
}
