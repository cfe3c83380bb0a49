import type { ServerAddress } from '@shared/account'
import type { Conversation } from '@shared/conversation'
import type { DeviceSession } from '@shared/roster'
import type { AppInfo } from '@shared/settings'
import type { SyncInspection } from '@shared/status'

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
  version: '0.1.0',
  electron: '45.4.1',
  chrome: '146.0',
  node: '24.3.0',
  sqlite: '3.50.2',
  platform: 'linux',
  isPackaged: false,
  profileDir: '~/.config/jim-desktop',
  systemLocale: 'zh-CN',
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
      ...(index < 2 ? { lastRepairAt: now - 240_000, lastRepairResult: 'ok' } : {}),
    }
  })
}
