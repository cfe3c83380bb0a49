import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { BrowserWindow } from 'electron'
import { _electron, type ElectronApplication, type Locator, type Page } from 'playwright'
import { requireElectron } from '../../scripts/lib/electron-runtime.mjs'
import type { IpcCalls, IpcChannel, IpcResult } from '../../src/shared/ipc'
import { fromJson, type JsonText } from '../../src/shared/json-text'
import type { Delivery } from '../../src/shared/message'
import type { RunningServer } from '../../src/server/server'

const ROOT = resolve(import.meta.dirname, '../..')

export type Language = 'zh-CN' | 'en'

/** Names that tests find things by, in both languages; the same as the locale files say. */
export const NAMES = {
  en: {
    server: 'Server',
    port: 'Port',
    tls: 'Encrypted connection (TLS)',
    advanced: 'Advanced',
    httpBase: 'HTTP address',
    user: 'User',
    password: 'Password',
    signIn: 'Sign in',
    tryLocal: 'Try it on this computer',
    conversations: 'Conversations',
    message: 'Message',
    send: 'Send',
    timeline: 'Messages',
  },
  'zh-CN': {
    server: '服务器',
    port: '端口',
    tls: '加密连接（TLS）',
    advanced: '高级选项',
    httpBase: 'HTTP 地址',
    user: '用户名',
    password: '密码',
    signIn: '登录',
    tryLocal: '在本机试用',
    conversations: '会话',
    message: '消息',
    send: '发送',
    timeline: '消息记录',
  },
} as const

/** A control by its name in either language: a test may change the language under way. */
function either(name: keyof (typeof NAMES)['en']): RegExp {
  return new RegExp(`^(${NAMES.en[name]}|${NAMES['zh-CN'][name]})$`)
}

/**
 * No keychain answers on a build machine, or it asks whoever sits there: on Linux the key of Chromium's own file store, asked
 * for by name, does; on macOS one that Chromium makes up. Windows has one for each user that asks nobody.
 */
export function keychainSwitches(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'darwin') return ['--use-mock-keychain']
  return platform === 'linux' ? ['--password-store=basic'] : []
}

/** Longer than between two frames, ms: a window that nobody sees may have none. */
const NO_FRAME_MS = 100

/** In view, and where it takes a click: a virtual list takes none from when it is scrolled until it rests. */
export async function ready(target: Locator): Promise<Locator> {
  await target.scrollIntoViewIfNeeded()
  await target.evaluate(async (element, limitMs) => {
    const frame = (): Promise<unknown> =>
      new Promise((done) => {
        requestAnimationFrame(done)
        setTimeout(done, limitMs)
      })
    // By the second the list has heard that it was scrolled.
    await frame()
    await frame()
    while (getComputedStyle(element).pointerEvents === 'none') await frame()
  }, NO_FRAME_MS)
  return target
}

/** A running app under test, with what its windows' tests do again and again. */
export class Desktop {
  readonly #removeProfile: boolean

  private constructor(
    readonly app: ElectronApplication,
    readonly page: Page,
    readonly profileDir: string,
    readonly language: Language,
    removeProfile: boolean,
  ) {
    this.#removeProfile = removeProfile
  }

  /** How many pages people can see: that which decodes media has no window of theirs. */
  get shownPages(): number {
    return this.app.windows().filter((page) => page.url().startsWith('app://')).length
  }

  /** Does something in main with the window that people see: another one, which decodes media, comes and goes. */
  async inWindow<T, A = undefined>(run: (window: BrowserWindow, given: A) => T | Promise<T>, given?: A): Promise<T> {
    const window = await this.app.browserWindow(this.page)
    return window.evaluate(run as (window: BrowserWindow, given: unknown) => T | Promise<T>, given as unknown)
  }

  /**
   * Starts the built app in a profile of its own, or in a given one.
   * @param options.executable a packaged app instead of the checkout's build
   * @param options.args go after the app's own, a link to open for instance
   */
  static async launch(
    options: {
      readonly profileDir?: string
      readonly language?: Language
      readonly executable?: string
      readonly env?: Readonly<Record<string, string>>
      readonly args?: readonly string[]
    } = {},
  ): Promise<Desktop> {
    const runtime = requireElectron()
    const language = options.language ?? 'en'
    const profileDir = options.profileDir ?? mkdtempSync(join(tmpdir(), 'jim-e2e-'))
    const app = await _electron.launch({
      executablePath: options.executable ?? runtime.executable,
      args: [
        ...runtime.args,
        ...(options.executable === undefined ? [ROOT] : []),
        `--user-data-dir=${profileDir}`,
        ...keychainSwitches(process.platform),
        `--lang=${language}`,
        ...(options.args ?? []),
      ],
      // The driver turns Chromium's sandbox off unless it is told; only root has none.
      chromiumSandbox: runtime.args.length === 0,
      env: { ...definedEnv(), ...options.env, LANGUAGE: language === 'en' ? 'en_US' : 'zh_CN' },
      timeout: 60_000,
    })
    const page = await app.firstWindow()
    await page.waitForLoadState('domcontentloaded')
    return new Desktop(app, page, profileDir, language, options.profileDir === undefined)
  }

  get names(): (typeof NAMES)[Language] {
    return NAMES[this.language]
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: either('message') })
  }

  get conversations(): Locator {
    return this.page.getByRole('listbox', { name: either('conversations') })
  }

  get timeline(): Locator {
    return this.page.getByRole('log')
  }

  /** Fills in the form as a person would, and sends it. */
  async fillSignIn(server: { readonly tcp: number; readonly http: number }, user: string, password: string): Promise<void> {
    const { page, names } = this
    await page.getByRole('textbox', { name: names.server, exact: true }).fill('127.0.0.1')
    await page.getByRole('textbox', { name: names.port, exact: true }).fill(String(server.tcp))
    await page.getByRole('switch', { name: names.tls }).setChecked(false)
    const httpBase = page.getByRole('textbox', { name: names.httpBase })
    if (!(await httpBase.isVisible())) await page.getByRole('button', { name: names.advanced }).click()
    await httpBase.fill(`http://127.0.0.1:${server.http}`)
    await page.getByRole('textbox', { name: names.user, exact: true }).fill(user)
    await page.getByLabel(names.password, { exact: true }).fill(password)
    await page.getByRole('button', { name: names.signIn, exact: true }).click()
  }

  async signIn(server: RunningServer, user: string, password = 'demo'): Promise<void> {
    await this.fillSignIn(server.ports, user, password)
    await this.conversations.waitFor()
  }

  /** A call of the page, past what is on screen. */
  async call<C extends IpcChannel>(channel: C, ...argument: Parameters<IpcCalls[C]>): Promise<IpcResult<C>> {
    const text = await this.page.evaluate(
      ([name, value]) => (window.jim.call as (name: string, value: unknown) => Promise<string>)(name, value),
      [channel, argument[0]] as const,
    )
    return fromJson(text as JsonText<IpcResult<C>>)
  }

  /** The row of a conversation in the list. */
  row(conversationId: string): Locator {
    return this.conversations.locator(`[role=option][data-id="${conversationId}"]`)
  }

  async openConversation(conversationId: string): Promise<void> {
    await (await ready(this.row(conversationId))).click()
    await this.composer.waitFor()
  }

  /** The message with this text in the open conversation; the newest where there are several. */
  message(text: string): Locator {
    return this.timeline.getByRole('article').filter({ hasText: text }).last()
  }

  /** Opens something's menu by the other mouse button, and chooses from it. */
  async choose(target: Locator, ...items: readonly string[]): Promise<void> {
    await (await ready(target)).click({ button: 'right' })
    for (const item of items) await this.page.getByRole('menuitem', { name: item, exact: true }).click()
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.page.getByRole('button', { name: either('send') }).click()
  }

  /** Waits until the newest message of mine is one of these steps on its way. */
  async waitForDelivery(...steps: readonly Delivery[]): Promise<void> {
    const selector = steps.map((step) => `article[data-delivery="${step}"]`).join(', ')
    const newest = this.timeline.locator('article[data-delivery]').last()
    await newest.and(this.page.locator(selector)).waitFor()
  }

  /** Quits as a person would, and waits for the process to end. */
  async close(): Promise<void> {
    await this.app.close()
    if (this.#removeProfile) this.removeProfile()
  }

  /** Ends the process in the middle of whatever it does. */
  async kill(): Promise<void> {
    const ended = new Promise((done) => this.app.process().once('exit', done))
    this.app.process().kill('SIGKILL')
    await ended
  }

  removeProfile(): void {
    rmSync(this.profileDir, { recursive: true, force: true, maxRetries: 5 })
  }
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
}
