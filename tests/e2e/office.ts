import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningServer, startServer } from '../../src/server/server'
import { Desktop, type Language } from './desktop'

/** Milliseconds that anything in a window may take: long for a person, short for a test that fails. */
const STEP_LIMIT_MS = 15_000

export type OfficeOptions = {
  /** Who signs in, each in a window of their own, and in which language. */
  readonly people: Readonly<Record<string, Language>>
  /** Messages of the sample office; few, because every window fetches them. */
  readonly messages?: number
  readonly env?: Readonly<Record<string, string>>
  /** For every window, at each of its starts. */
  readonly args?: readonly string[]
}

/** A server with the sample office, and people signed in on it: made once for a file of tests. */
export class Office {
  readonly #options: OfficeOptions
  readonly #desktops = new Map<string, Desktop>()

  private constructor(
    readonly server: RunningServer,
    options: OfficeOptions,
  ) {
    this.#options = options
  }

  static async open(options: OfficeOptions): Promise<Office> {
    const { people, messages = 600 } = options
    const server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, demo: { messages } })
    const office = new Office(server, options)
    await Promise.all(
      Object.keys(people).map(async (user) =>
        (await office.#launch(user, mkdtempSync(join(tmpdir(), 'jim-office-')))).signIn(server, user),
      ),
    )
    return office
  }

  of(user: string): Desktop {
    const desktop = this.#desktops.get(user)
    if (desktop === undefined) throw new RangeError(`${user} has no window`)
    return desktop
  }

  /** Quits somebody's app and starts it anew on the same profile. */
  async restart(user: string, args: readonly string[] = []): Promise<Desktop> {
    const before = this.of(user)
    await before.close()
    const desktop = await this.#launch(user, before.profileDir, args)
    await desktop.conversations.waitFor()
    return desktop
  }

  /** Ends somebody's app in the middle of whatever it does, and starts it anew on the same profile. */
  async killAndRestart(user: string): Promise<Desktop> {
    const before = this.of(user)
    await before.kill()
    const desktop = await this.#launch(user, before.profileDir)
    await desktop.conversations.waitFor()
    return desktop
  }

  async close(): Promise<void> {
    const desktops = [...this.#desktops.values()]
    await Promise.all(desktops.map((desktop) => desktop.close()))
    for (const desktop of desktops) desktop.removeProfile()
    await this.server.close()
  }

  async #launch(user: string, profileDir: string, args: readonly string[] = []): Promise<Desktop> {
    const { people, env, args: always = [] } = this.#options
    const language = people[user] ?? 'en'
    const desktop = await Desktop.launch({ language, profileDir, args: [...always, ...args], ...(env === undefined ? {} : { env }) })
    desktop.page.setDefaultTimeout(STEP_LIMIT_MS)
    this.#desktops.set(user, desktop)
    return desktop
  }
}

/** An office with the two whom most tests need: Alice, who reads English, and Bob, who reads Chinese. */
export async function openPair(): Promise<{ readonly office: Office; readonly alice: Desktop; readonly bob: Desktop }> {
  const office = await Office.open({ people: { alice: 'en', bob: 'zh-CN' } })
  return { office, alice: office.of('alice'), bob: office.of('bob') }
}

/**
 * Alice and Bob, both reading English, in their chat; and a folder for files that they send and save.
 * @param args for both windows
 */
export async function openFileChat(args: readonly string[] = []): Promise<{
  readonly office: Office
  readonly alice: Desktop
  readonly bob: Desktop
  readonly dir: string
  readonly close: () => Promise<void>
}> {
  const office = await Office.open({ people: { alice: 'en', bob: 'en' }, args })
  const dir = mkdtempSync(join(tmpdir(), 'jim-e2e-files-'))
  const [alice, bob] = [office.of('alice'), office.of('bob')]
  for (const desktop of [alice, bob]) await desktop.openConversation('c2c:alice:bob')
  const close = async (): Promise<void> => {
    await office.close()
    rmSync(dir, { recursive: true, force: true })
  }
  return { office, alice, bob, dir, close }
}
