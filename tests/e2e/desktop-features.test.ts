import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { requireElectron } from '../../scripts/lib/electron-runtime.mjs'
import type { Settings } from '../../src/shared/settings'
import { Colleague } from './colleague'
import type { Desktop } from './desktop'
import { DesktopWatch } from './desktop-watch'
import { Office } from './office'
import { must } from '../helpers/results'

const ROOT = resolve(import.meta.dirname, '../..')
const CAROL = 'c2c:alice:carol'
const DAVE = 'c2c:alice:dave'
const ERIN = 'c2c:alice:erin'

let bin: string
let office: Office
let alice: Desktop
let watch: DesktopWatch
let carol: Colleague
beforeAll(async () => {
  bin = mkdtempSync(join(tmpdir(), 'jim-tray-host-'))
  // A desktop with a panel answers the one question with yes; logind answers the other as the desktop has told it. None runs here.
  writeFileSync(join(bin, 'gdbus'), '#!/bin/sh\ncase "$*" in *LockedHint*) cat "${0%/*}/locked" ;; *) echo "(<true>,)" ;; esac\n')
  lockScreen(false)
  chmodSync(join(bin, 'gdbus'), 0o755)
  office = await Office.open({
    people: { alice: 'en' },
    env: { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`, DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(bin, 'no-bus')}` },
  })
  alice = office.of('alice')
  watch = await DesktopWatch.over(alice)
  carol = await Colleague.enter(office.server, 'carol')
})
afterAll(async () => {
  carol.close()
  await office.close()
  rmSync(bin, { recursive: true, force: true })
})

/** What logind says of the session from now on. */
function lockScreen(isLocked: boolean): void {
  writeFileSync(join(bin, 'locked'), `(<${isLocked}>,)\n`)
}

async function set(change: Partial<Settings>): Promise<void> {
  must(await alice.call('settings:set', change))
}

describe('a notification', () => {
  beforeEach(async () => {
    await alice.openConversation(ERIN)
    await watch.blur()
  })

  it('says who wrote what; a click on it goes to the message', async () => {
    await carol.write('alice', 'the printer is on fire 着火了')
    const shown = await watch.notification(/printer/)
    expect(shown.title).toContain('Carol Li')
    await watch.click(shown.index)
    await alice.page.getByRole('heading', { level: 1, name: /Carol Li/ }).waitFor()
    await alice.message('the printer is on fire').waitFor()
  })

  it('gathers what one conversation says, the newer in the older one’s place', async () => {
    await carol.write('alice', 'one more')
    await watch.notification(/one more/)
    await carol.write('alice', 'and another')
    const shown = await watch.notification(/2 new messages/)
    expect(shown.body).toContain('and another')
    await expect.poll(async () => (await watch.notifications()).filter(({ isClosed }) => !isClosed).length).toBe(1)
  })

  it('names only its sender while the screen is locked', async () => {
    lockScreen(true)
    await carol.write('alice', 'nobody who passes should read this')
    const { title, body } = await watch.notification(/^(?:Sent a message|\d+ new messages)$/)
    lockScreen(false)
    expect(title).toContain('Carol Li')
    const shown = await watch.notifications()
    expect(shown.map((each) => each.body).filter((text) => text.includes('passes'))).toEqual([])
    expect(body).not.toContain('read')
  })

  it('hides what was written when it is told to', async () => {
    await set({ notifications: 'sender_only' })
    const before = (await watch.notifications()).length
    await carol.write('alice', 'my salary is a secret')
    await expect.poll(async () => (await watch.notifications()).length).toBeGreaterThan(before)
    const last = (await watch.notifications()).at(-1)
    expect(last?.title).toContain('Carol Li')
    expect(last?.body).not.toContain('secret')
    await set({ notifications: 'full' })
  })

  it.each([
    ['do not disturb', { doNotDisturbUntil: 8_640_000_000_000_000 }, { doNotDisturbUntil: 0 }],
    [
      'quiet hours',
      { quietHours: { isOn: true, from: '00:00', to: '00:00' } },
      { quietHours: { isOn: false, from: '00:00', to: '00:00' } },
    ],
    ['notifications off', { notifications: 'off' }, { notifications: 'full' }],
  ] as const)('does not come during %s; the badge still counts', async (_, on, off) => {
    await set(on)
    const [before, badge] = [(await watch.notifications()).length, await watch.badge()]
    await carol.write('alice', 'psst')
    await expect.poll(() => watch.badge()).toBe(badge + 1)
    expect(await watch.notifications()).toHaveLength(before)
    await set(off)
  })

  it('does not come for the conversation on screen', async () => {
    await alice.openConversation(CAROL)
    await watch.focus()
    const before = (await watch.notifications()).length
    await carol.write('alice', 'you see this')
    await alice.message('you see this').waitFor()
    await alice
      .row(CAROL)
      .getByLabel(/unread/)
      .waitFor({ state: 'hidden' })
    expect(await watch.notifications()).toHaveLength(before)
  })
})

describe('the tray', () => {
  it('tells how much is unread, and flashes for a message that has just come', async () => {
    await alice.openConversation(ERIN)
    await watch.blur()
    const images = await watch.trayImages()
    await carol.write('alice', 'look at the tray')
    await expect.poll(async () => (await watch.tray()).toolTip).toMatch(/\d+ unread/)
    await expect.poll(() => watch.trayImages()).toBeGreaterThan(images + 2)
    await watch.focus()
    await alice.openConversation(CAROL)
    await alice.message('look at the tray').waitFor()
  })

  it('puts notifications off from its menu', async () => {
    await watch.chooseFromTray('Do not disturb', 'For one hour')
    await expect
      .poll(async () => {
        const settings = await alice.call('settings:get')
        return settings.ok ? settings.value.doNotDisturbUntil.value > Date.now() + 3_500_000 : false
      })
      .toBe(true)
    await set({ doNotDisturbUntil: 0 })
  })

  it('keeps the app running when the window is closed, and opens it again', async () => {
    await set({ closeToTray: true })
    await expect.poll(async () => (await watch.tray()).toolTip).not.toBe('')
    await alice.inWindow((window) => window.close())
    await expect.poll(() => watch.isVisible()).toBe(false)
    await watch.chooseFromTray('Open Jim Desktop')
    await expect.poll(() => watch.isVisible()).toBe(true)
    await set({ closeToTray: false })
  })
})

describe('one program', () => {
  /** Starts the app a second time on the same profile; resolves with the code it ends with. */
  function startAgain(...args: readonly string[]): Promise<number | null> {
    const { executable, args: own } = requireElectron()
    const child = spawn(executable, [...own, ROOT, `--user-data-dir=${alice.profileDir}`, '--password-store=basic', ...args], {
      stdio: 'ignore',
    })
    return new Promise((done) => child.once('exit', done))
  }

  it('shows its window when it is started again, and follows the link it is given', async () => {
    await alice.inWindow((window) => window.hide())
    expect(await startAgain('jim://user/dave')).toBe(0)
    await expect.poll(() => watch.isVisible()).toBe(true)
    await alice.page.getByRole('heading', { level: 1, name: /Dave Zhao/ }).waitFor()
    expect(alice.shownPages).toBe(1)
  })

  it('asks before it begins anything with somebody whom a link invented', async () => {
    const list = async (): Promise<readonly string[]> => {
      const answer = await alice.call('conversations:list')
      return answer.ok ? answer.value.map(({ conversationId }) => conversationId) : []
    }
    expect(await startAgain('jim://user/nobody-at-all')).toBe(0)
    const question = alice.page.getByRole('dialog', { name: 'Write to “nobody-at-all”?' })
    await question.getByRole('button', { name: 'Cancel' }).click()
    await question.waitFor({ state: 'detached' })
    expect(await list()).not.toContain('c2c:alice:nobody-at-all')

    expect(await startAgain('jim://user/nobody-at-all')).toBe(0)
    await question.getByRole('button', { name: 'Open the chat' }).click()
    await alice.row('c2c:alice:nobody-at-all').waitFor()
    await alice.openConversation(DAVE)
  })

  it('refuses a link that leads nowhere, and stays where it is', async () => {
    expect(await startAgain('jim://conversation/c2g:not-mine')).toBe(0)
    expect(await startAgain('jim://user/dave?run=1')).toBe(0)
    await alice.page.getByRole('heading', { level: 1, name: /Dave Zhao/ }).waitFor()
  })
})

describe('zoom', () => {
  it('follows the keyboard, and is kept when the page is loaded anew', async () => {
    const factor = (): Promise<number> => alice.inWindow(({ webContents }) => webContents.getZoomFactor())
    await alice.page.keyboard.press('Control+=')
    await expect.poll(factor).toBeCloseTo(1.1)
    await alice.page.keyboard.press('Control+=')
    await expect.poll(factor).toBeCloseTo(1.25)
    await alice.page.reload()
    await alice.conversations.waitFor()
    await expect.poll(factor).toBeCloseTo(1.25)
    await alice.page.keyboard.press('Control+0')
    await expect.poll(factor).toBeCloseTo(1)
  })
})

describe('the native menu', () => {
  it('offers what the place under the pointer can do', async () => {
    await alice.openConversation(DAVE)
    await alice.composer.fill('cut me out')
    await alice.composer.press('Control+A')
    await alice.composer.click({ button: 'right' })
    await expect.poll(() => watch.popups()).toEqual(expect.arrayContaining([expect.arrayContaining(['cut', 'copy', 'paste'])]))
    await alice.composer.fill('')
  })
})

describe('the window at rest', () => {
  it('lets go of what nobody needs after the last key', async () => {
    // Asking a WeakRef whether its object lives keeps the object alive a while longer: a registry tells of its end unasked.
    await alice.page.evaluate(() => {
      const held = window as { collected?: number; ends?: FinalizationRegistry<undefined> }
      held.collected = 0
      held.ends = new FinalizationRegistry(() => (held.collected = (held.collected ?? 0) + 1))
      for (let n = 0; n < 100; n++) held.ends.register({}, undefined)
    })
    await alice.page.keyboard.press('Shift')
    // One or two may still lie on the stack of whoever collects.
    await expect.poll(() => alice.page.evaluate(() => (window as { collected?: number }).collected)).toBeGreaterThan(90)
  })
})

describe('after a restart', () => {
  it('follows the link it was started with, in the window it had', async () => {
    await alice.inWindow((window) => window.setBounds({ x: 40, y: 50, width: 1000, height: 700 }))
    await set({ startAtLogin: true, theme: 'dark' })
    alice = await office.restart('alice', ['jim://conversation/c2c:alice:carol'])
    await alice.page.getByRole('heading', { level: 1, name: /Carol Li/ }).waitFor()
    const bounds = await alice.inWindow((window) => window.getNormalBounds())
    expect(bounds).toMatchObject({ width: 1000, height: 700 })
    expect(await alice.call('settings:get')).toMatchObject({ ok: true, value: { startAtLogin: { value: true }, theme: { value: 'dark' } } })
  })

  it('opens on a display that is there when it was last on one that is not', async () => {
    mkdirSync(alice.profileDir, { recursive: true })
    await alice.close()
    writeFileSync(
      join(alice.profileDir, 'window.json'),
      JSON.stringify({ bounds: { x: 9000, y: 9000, width: 900, height: 600 }, isMaximized: false }),
    )
    alice = await office.restart('alice')
    const place = await alice.inWindow((window) => window.getBounds())
    const isSeen = await alice.app.evaluate(({ screen }, { x, y, width, height }) => {
      return screen
        .getAllDisplays()
        .some(({ bounds }) => x < bounds.x + bounds.width && y < bounds.y + bounds.height && x + width > bounds.x && y + height > bounds.y)
    }, place)
    expect(isSeen).toBe(true)
  })
})
