import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 as uuidV7 } from 'uuid'
import { asConversationId } from '@shared/ids'
import { systemClock } from '../../src/main/lib/clock'
import { createHttpClient } from '../../src/main/lib/http-client'
import { accountsDir, type Victim } from './processes'
import { type ClientView, clientView } from './verdict'

export const CONVERSATION = asConversationId('c2c:alice:bob')
/** Of both, as `signInAs` uses it. */
export const PASSWORD = 'demo'

/** What both sides have written so far. */
export class Tally {
  /** Of which a composer is empty again. */
  readonly queued = new Set<string>()
  /** Whose tick the app showed. */
  readonly sent = new Set<string>()

  /** Counts what the app says of itself from now on. */
  hear(app: Victim): void {
    app.lines.on('line', (line) => {
      const [, kind, text = ''] = /^jim-torture: (queued|sent) (.+)$/.exec(line) ?? []
      if (kind === 'queued') this.queued.add(text)
      if (kind === 'sent') this.sent.add(text)
    })
  }
}

/** Runs a torture in a folder of its own, which is gone with it. */
export async function inFolder<Report>(
  prefix: string,
  make: (dir: string) => { run(): Promise<Report>; close(): Promise<void> },
): Promise<Report> {
  const dir = mkdtempSync(join(tmpdir(), prefix))
  const torture = make(dir)
  try {
    return await torture.run()
  } finally {
    await torture.close()
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Signs bob in on a device that is new each time. */
export async function signInBob(httpPort: number): Promise<{ readonly token: string; readonly deviceId: string }> {
  const http = createHttpClient()
  const deviceId = uuidV7()
  const login = await http.request({
    method: 'POST',
    url: `http://127.0.0.1:${httpPort}/v1/login`,
    json: { user: 'bob', password: PASSWORD, device_id: deviceId, device_name: 'torture' },
  })
  await http.close()
  return { token: (login.json as { readonly token: string }).token, deviceId }
}

/** Resolves when the app's link is online. */
export async function isOnline(app: Victim | undefined): Promise<void> {
  await app?.line((line) => (line === 'jim-torture: link online' ? true : undefined))
}

/** What the app of a profile holds, and what others hold in these databases. */
export function clientViews(profileDir: string, databases: readonly string[]): readonly ClientView[] {
  const folder = accountsDir(profileDir)
  const own = readdirSync(folder).filter((name) => name.endsWith('.db'))
  return [...own.map((name) => join(folder, name)), ...databases].map((file) => clientView(file, CONVERSATION))
}

export function pause(delayMs: number): Promise<void> {
  return new Promise((resolve) => systemClock.after(delayMs, resolve))
}
