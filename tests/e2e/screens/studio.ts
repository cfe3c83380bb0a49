import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright'
import type { Settings } from '../../../src/shared/settings'
import { Desktop } from '../desktop'
import type { Stage } from './stage'
import { must } from '../../helpers/results'

/** What another theme may break that was well in the first. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block']

/** A script that does nothing. */
const NOTHING = 'void 0'

export type Look = { readonly theme: 'light' | 'dark'; readonly language: 'zh-CN' | 'en' }

const LOOKS: readonly Look[] = [
  { theme: 'light', language: 'zh-CN' },
  { theme: 'dark', language: 'en' },
  { theme: 'light', language: 'en' },
  { theme: 'dark', language: 'zh-CN' },
]

/** `npm run screenshots` names the folder; without one the screens are only opened and examined. */
const DIR = process.env['JIM_SHOTS_DIR']

const DIALOG = '[role=dialog]'

export type Screen = {
  /** Of its pictures: `{name}-{theme}-{language}.png`. */
  readonly name: string
  /** From the main window, in English and with nothing open. */
  readonly open: (studio: Studio) => Promise<unknown>
  /** Where the theme or the language changes nothing; else all. */
  readonly looks?: readonly Look[]
  /** Before each picture: what does not last as long as all of them take. */
  readonly each?: (studio: Studio) => Promise<unknown>
  /** Takes back what Escape does not. */
  readonly close?: (studio: Studio) => Promise<unknown>
}

/** One window whose screens are opened, photographed in each look and examined for what keeps people out. */
export class Studio {
  #taken = 0

  private constructor(
    readonly stage: Stage,
    readonly desktop: Desktop,
  ) {}

  static async open(stage: Stage): Promise<Studio> {
    if (DIR !== undefined) mkdirSync(DIR, { recursive: true })
    // A microphone that hears a tone: the same on every computer.
    const desktop = await Desktop.launch({ args: ['--use-fake-device-for-media-stream'] })
    // Nothing moves: a picture never catches a half-open menu.
    await desktop.page.emulateMedia({ reducedMotion: 'reduce' })
    desktop.page.setDefaultTimeout(15_000)
    const studio = new Studio(stage, desktop)
    await studio.set({ theme: 'light', language: 'en' })
    return studio
  }

  get page(): Page {
    return this.desktop.page
  }

  async signIn(user: string): Promise<void> {
    const isBase = this.page.getByRole('switch', { name: 'Plain server' })
    if (await isBase.isVisible()) await isBase.setChecked(false)
    await this.desktop.fillSignIn(this.stage.server.ports, user, 'demo')
    await this.desktop.conversations.or(this.page.getByText('No conversations yet')).first().waitFor()
  }

  /** Unless somebody is. */
  async beSignedIn(user: string): Promise<void> {
    if (must(await this.desktop.call('account:state')).state !== 'signed_in') await this.signIn(user)
  }

  /** In the office of the bundled server. */
  async tryLocal(): Promise<void> {
    await this.page.getByRole('button', { name: this.desktop.names.tryLocal }).click()
    await this.desktop.conversations.waitFor()
  }

  /** On the stage's base server: no HTTP, no password. */
  async signInToBase(user: string, token: string): Promise<void> {
    const { page, stage } = this
    const fields = { Server: '127.0.0.1', Port: String(stage.base.port), 'User ID': user }
    if (!(await page.getByRole('switch', { name: 'Plain server' }).isVisible())) {
      await page.getByRole('button', { name: 'Advanced' }).click()
    }
    await page.getByRole('switch', { name: 'Plain server' }).setChecked(true)
    for (const [name, text] of Object.entries(fields)) await page.getByRole('textbox', { name, exact: true }).fill(text)
    await page.getByLabel('Token', { exact: true }).fill(token)
    await page.getByRole('switch', { name: 'Encrypted connection (TLS)' }).setChecked(false)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await this.desktop.conversations.or(page.getByText('No conversations yet')).first().waitFor()
  }

  async set(change: Partial<Settings>): Promise<void> {
    must(await this.desktop.call('settings:set', change))
    if (change.theme !== undefined) await this.page.locator(`html[data-theme="${change.theme}"]`).waitFor({ state: 'attached' })
    if (change.language !== undefined) await this.page.locator(`html[lang="${change.language}"]`).waitFor({ state: 'attached' })
  }

  /** Inner size in px. */
  async resize(width: number, height: number): Promise<void> {
    await this.desktop.inWindow((window, size) => window.setContentSize(size.width, size.height), { width, height })
    await this.page.waitForFunction((wanted) => globalThis.outerWidth === wanted, width)
  }

  /**
   * Opens a screen, photographs it in every look (for tests in two, that together have both themes and both languages)
   * and closes it.
   * @returns what axe finds serious or critical, in both themes
   */
  async shoot(screen: Screen): Promise<readonly string[]> {
    const isEven = this.#taken++ % 2 === 0
    const examined = screen.looks ?? (isEven ? LOOKS.slice(0, 2) : LOOKS.slice(2))
    const problems: string[] = []
    try {
      await screen.open(this)
      for (const look of DIR === undefined ? examined : (screen.looks ?? LOOKS)) {
        await this.set(look)
        await screen.each?.(this)
        await this.picture(`${screen.name}-${look.theme}-${look.language}`)
        if (!examined.includes(look)) continue
        const found = await this.#problems(look === examined[0] ? undefined : OF_COLOURS)
        problems.push(...found.map((problem) => `${look.theme}: ${problem}`))
      }
    } finally {
      // One screen that does not come up takes no other with it.
      await this.set({ theme: 'light', language: 'en' })
      await screen.close?.(this)
      await this.#closeAll()
    }
    return problems
  }

  /** The window's own picture: the driver's is cut at another zoom than 100 %. */
  async picture(name: string): Promise<void> {
    await this.#settle()
    if (DIR === undefined) return
    const png = await this.desktop.inWindow(async ({ webContents }) => {
      // The first one may still be of the frame before.
      await webContents.capturePage({ x: 0, y: 0, width: 1, height: 1 })
      const image = await webContents.capturePage()
      return image.toPNG().toString('base64')
    })
    writeFileSync(join(DIR, `${name}.png`), Buffer.from(png, 'base64'))
  }

  /** Controls that something else lies over, or that stick out of the window: by name, or by what they are. */
  misplaced(): Promise<readonly string[]> {
    return this.page.evaluate(() => {
      const controls = [...document.querySelectorAll<HTMLElement>('button, input, textarea, [role=option]')]
      return controls.flatMap((control) => {
        const { left, top, right, bottom, width, height } = control.getBoundingClientRect()
        const isClipped = width < 1 || height < 1 || top >= innerHeight || bottom <= 0 || !control.checkVisibility()
        if (isClipped) return []
        const name = control.getAttribute('aria-label') ?? (control.textContent.trim() || control.tagName)
        if (left < 0 || right > innerWidth) return [`${name} sticks out`]
        const [x, y] = [(left + right) / 2, (top + bottom) / 2]
        // What is scrolled out of its list is not covered but elsewhere.
        for (let box = control.parentElement; box !== null; box = box.parentElement) {
          const seen = box.getBoundingClientRect()
          const isScrolled = getComputedStyle(box).overflow !== 'visible'
          if (isScrolled && (x <= seen.left || x >= seen.right || y <= seen.top || y >= seen.bottom)) return []
        }
        const at = document.elementFromPoint(x, y)
        const isShown = at !== null && (control.contains(at) || at.contains(control) || at.closest('label') !== null)
        return isShown ? [] : [`${name} is under ${at?.outerHTML.slice(0, 60) ?? 'nothing'}`]
      })
    })
  }

  async signOut(): Promise<void> {
    await this.page.getByTestId('own-avatar').click()
    await this.page.getByRole('menuitem', { name: 'Sign out…' }).click()
    await this.page.getByRole('dialog', { name: 'Sign out' }).getByRole('button', { name: 'Sign out', exact: true }).click()
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
  }

  async close(): Promise<void> {
    await this.desktop.close()
  }

  /** Pictures are decoded, but those that wait to be scrolled to, and what was changed is painted. */
  async #settle(): Promise<void> {
    await this.page.evaluate(async () => {
      await document.fonts.ready
      const isWaiting = (image: HTMLImageElement): boolean => image.loading === 'lazy' && !image.complete
      const shown = [...document.images].filter((image) => !isWaiting(image))
      await Promise.all(shown.map((image) => image.decode().catch(() => undefined)))
      for (let frames = 0; frames < 2; frames += 1) await new Promise((done) => requestAnimationFrame(done))
    })
  }

  /**
   * What a person with a screen reader or weak eyes would stumble over. Of what lies under a dialog nothing is said: it
   * cannot be reached, and it is a screen of its own.
   * @param rules of axe's; absent: all
   */
  async #problems(rules: readonly string[] | undefined): Promise<readonly string[]> {
    const runOnly = rules === undefined ? undefined : [...rules]
    // Half a megabyte of script: each time anew it filled the page's memory until most of the time went to clearing it.
    const isThere = await this.page.evaluate(() => 'axe' in globalThis)
    const all = new AxeBuilder({ page: this.page, ...(isThere ? { axeSource: NOTHING } : {}) })
      .setLegacyMode(true)
      .options({ resultTypes: ['violations'], runOnly })
    const hasDialog = (await this.page.locator(DIALOG).count()) > 0
    const { violations } = await (hasDialog ? all.include(DIALOG) : all).analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    return serious.map(({ id, nodes }) => `${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
  }

  async #closeAll(): Promise<void> {
    const open = this.page.locator('[role=dialog], [role=menu]')
    for (let tries = 0; tries < 4 && (await open.count()) > 0; tries += 1) {
      await this.page.keyboard.press('Escape')
      await this.#settle()
    }
    await open.first().waitFor({ state: 'hidden' })
  }
}
