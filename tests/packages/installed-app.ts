import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { type Browser, chromium, type Locator, type Page } from 'playwright'
import { asOrdinaryUser, ORDINARY_USER } from './ordinary-user'

/** Who starts it, and where. */
export type Start = {
  /** By its name, or the file that it is. */
  readonly program: string
  readonly home: string
  /** With a display. */
  readonly env: NodeJS.ProcessEnv
}

/**
 * The program of a package, as people start it: by an ordinary user, with the sandbox. Its fuses let no inspector into main;
 * what its page shows is read over Chromium's own port.
 */
export class InstalledApp {
  private constructor(
    readonly child: ChildProcess,
    readonly browser: Browser,
    readonly page: Page,
    readonly said: () => string,
  ) {}

  static async launch({ program, home, env: display }: Start): Promise<InstalledApp> {
    const command = [program, '--remote-debugging-port=0', '--password-store=basic', '--lang=en']
    const env = { PATH: '/usr/bin:/bin', HOME: home, DISPLAY: display['DISPLAY'], XAUTHORITY: display['XAUTHORITY'], LANGUAGE: 'en_US' }
    const child = spawn(...asOrdinaryUser(command), { cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said += chunk))
    const address = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code, signal) => reject(new Error(`it ended with ${signal ?? String(code)}:\n${said}`)))
      createInterface({ input: child.stderr }).on('line', (line) => {
        said += `${line}\n`
        const found = /DevTools listening on (ws:\S+)/.exec(line)?.[1]
        if (found !== undefined) resolve(found)
      })
    })
    const browser = await chromium.connectOverCDP(address)
    const context = browser.contexts()[0]!
    const page = context.pages().find((one) => one.url().startsWith('app:')) ?? (await context.waitForEvent('page'))
    return new InstalledApp(child, browser, page, () => said)
  }

  /** Fills in the form as a person would. */
  async signIn(server: { readonly tcp: number; readonly http: number }, user: string): Promise<void> {
    const { page } = this
    await page.getByRole('textbox', { name: 'Server', exact: true }).fill('127.0.0.1')
    await page.getByRole('textbox', { name: 'Port', exact: true }).fill(String(server.tcp))
    await page.getByRole('switch', { name: 'Encrypted connection (TLS)' }).setChecked(false)
    await page.getByRole('button', { name: 'Advanced' }).click()
    await page.getByRole('textbox', { name: 'HTTP address' }).fill(`http://127.0.0.1:${server.http}`)
    await page.getByRole('textbox', { name: 'User', exact: true }).fill(user)
    await page.getByLabel('Password', { exact: true }).fill('demo')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  }

  /** What the kernel says of each process that shows a page: the mode of its filter of system calls, and its arguments. */
  async pageProcesses(): Promise<readonly { readonly seccomp: string | undefined; readonly command: string }[]> {
    const { stdout } = await promisify(execFile)('pgrep', ['-u', String(ORDINARY_USER), '-f', 'jim-desktop --type=renderer'])
    return stdout
      .trim()
      .split('\n')
      .map((pid) => ({
        seccomp: /^Seccomp:\t(\d)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1],
        command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
      }))
  }

  async open(conversationId: string): Promise<void> {
    await this.page.locator(`[role=option][data-id="${conversationId}"]`).click()
  }

  /** Sends, and waits until the server has it. */
  async send(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Message', exact: true }).fill(text)
    await this.page.getByRole('button', { name: 'Send', exact: true }).click()
    const arrived = this.page.locator('[data-delivery=sent], [data-delivery=delivered], [data-delivery=read]')
    await this.message(text).and(arrived).waitFor()
  }

  message(text: string): Locator {
    return this.page.getByRole('article').filter({ hasText: text })
  }

  /**
   * Asks the program, and not each of its processes, to end, and waits until it has.
   * @returns its code, or the signal that it died of
   */
  async close(): Promise<number | NodeJS.Signals | null> {
    const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
      this.child.once('exit', (code, signal) => resolve(signal ?? code))
    })
    this.child.kill('SIGTERM')
    const how = await ended
    await this.browser.close()
    return how
  }
}
