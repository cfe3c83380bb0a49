import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { must } from '../helpers/results'
import { Desktop } from './desktop'

const REVIEW = 'c2g:design-review'

/** What the system does with high contrast on, in every look. */
const LOOKS = (['light', 'dark'] as const).flatMap((theme) => (['en', 'zh-CN'] as const).map((language) => ({ theme, language })))

type Look = (typeof LOOKS)[number]

let profileDir: string
let desktop: Desktop
beforeAll(async () => {
  profileDir = mkdtempSync(join(tmpdir(), 'jim-e2e-forced-'))
  desktop = await Desktop.launch({ profileDir })
})
afterAll(async () => {
  await desktop.close()
  rmSync(profileDir, { recursive: true, force: true })
})

/**
 * Which of these kinds of things, each by a selector, cannot be told from the ground: the first of its kind that is on
 * screen has neither a ground, drawn or plain, nor a border or outline, nor ink of a colour that is not the system's ground.
 */
function vanished(kinds: Readonly<Record<string, string>>): Promise<readonly string[]> {
  return desktop.page.evaluate((wanted) => {
    const probe = document.body.appendChild(document.createElement('i'))
    probe.style.cssText = 'forced-color-adjust: none; color: Canvas'
    const canvas = getComputedStyle(probe).color
    probe.remove()
    const isSeen = (colour: string): boolean => colour !== canvas && !/^rgba\(.*, 0\)$|\/ 0\)$/.test(colour)
    const isDrawn = (element: Element): boolean => {
      const style = getComputedStyle(element)
      const edges = ['Top', 'Right', 'Bottom', 'Left'].some(
        (side) =>
          style.getPropertyValue(`border-${side.toLowerCase()}-style`) !== 'none' &&
          parseFloat(style.getPropertyValue(`border-${side.toLowerCase()}-width`)) > 0 &&
          isSeen(style.getPropertyValue(`border-${side.toLowerCase()}-color`)),
      )
      const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 && isSeen(style.outlineColor)
      const stroke = element instanceof SVGElement && isSeen(style.color)
      // Of an image that is no file the system leaves only what keeps its own colours.
      const image = (style.backgroundImage.match(/rgba?\([^)]*\)/g) ?? []).some(isSeen)
      return edges || outline || stroke || image || isSeen(style.backgroundColor)
    }
    return Object.entries(wanted).flatMap(([kind, selector]) => {
      const element = [...document.querySelectorAll(selector)].find((found) => found.checkVisibility())
      if (element === undefined) return [`${kind} is not on screen`]
      return isDrawn(element) ? [] : [kind]
    })
  }, kinds)
}

/** Gives the window a look, and takes its colours away. */
async function force({ theme, language }: Look): Promise<void> {
  must(await desktop.call('settings:set', { theme, language }))
  await desktop.page.locator(`html[data-theme="${theme}"][lang="${language}"]`).waitFor({ state: 'attached' })
  // Asked for anew: what a theme changes takes the emulated colours away, though not the query for them.
  await desktop.page.emulateMedia({ forcedColors: null, colorScheme: null })
  await desktop.page.emulateMedia({ forcedColors: 'active', colorScheme: theme, reducedMotion: 'reduce' })
}

describe.each(LOOKS)('in forced colours, $theme, $language', ({ theme, language }) => {
  beforeEach(() => force({ theme, language }))

  it('the system takes every ground away', async () => {
    const [ground, canvas] = await desktop.page.evaluate(() => {
      const red = document.body.appendChild(document.createElement('div'))
      red.style.background = 'rgb(255, 0, 0)'
      const was = getComputedStyle(red).backgroundColor
      red.style.cssText = 'forced-color-adjust: none; background: Canvas'
      const system = getComputedStyle(red).backgroundColor
      red.remove()
      return [was, system]
    })
    expect(ground).toBe(canvas)
  })

  it('nothing of the chat vanishes', async () => {
    if (!(await desktop.conversations.isVisible())) {
      await desktop.page.getByRole('button', { name: /^(Try it on this computer|在本机试用)$/ }).click()
      await desktop.conversations.waitFor()
    }
    await desktop.openConversation(REVIEW)
    await desktop.send('seen in every colour')
    await desktop.timeline.getByText('seen in every colour').last().waitFor()
    expect(
      await vanished({
        'the open conversation': '[role=option][aria-selected=true]',
        'the count of unread messages': '.badge',
        'an avatar': '.avatar',
        'who is there': '.dot',
        'the light of the connection': '.light',
        'a message of others': '.bubble.is-theirs:not(.is-bare)',
        'a message of mine': '.bubble.is-mine:not(.is-bare)',
        'a tick': '.bubble span[data-delivery] svg',
        'the line of a quote': 'article button.border-s-\\[3px\\]',
        'the composer': 'form.composer',
        'the send button': 'form.composer button[type=submit]',
        'a switch': '[role=switch]',
        'its thumb': '[role=switch] > span',
        'the search field': '.field',
        'a lever of the trial': '[data-testid=trial-cable]',
        'the trial panel': 'section.shadow-lg',
        'a filter that is on': '[aria-pressed=true]',
      }),
    ).toEqual([])
  })

  it('nothing of a menu vanishes', async () => {
    await desktop.page.getByTestId('own-avatar').click()
    await desktop.page.locator('[role=menu]').waitFor()
    await desktop.page.keyboard.press('ArrowDown')
    expect(
      await vanished({
        'the menu': '[role=menu]',
        'its highlighted item': '[role=menu] [data-highlighted]',
        'a line in it': '[role=menu] [role=separator]',
      }),
    ).toEqual([])
    await desktop.page.keyboard.press('Escape')
    await desktop.page.locator('[role=menu]').waitFor({ state: 'hidden' })
  })

  it('nothing of the settings vanishes', async () => {
    await desktop.page.keyboard.press('Control+,')
    await desktop.page.getByRole('tab', { name: /^(Appearance|外观)$/ }).click()
    expect(
      await vanished({
        'the dialog': '[role=dialog]',
        'the tab that is open': '[role=tab][data-state=active]',
        'what is chosen': '[role=radio][data-state=checked]',
        'what is not': '[role=radio][data-state=unchecked]',
      }),
    ).toEqual([])
    await desktop.page.getByRole('tab', { name: /^(Storage|存储)$/ }).click()
    await desktop.page.locator('[role=dialog] .bar').first().waitFor()
    expect(await vanished({ 'the bar of the disk': '[role=dialog] .bar', 'a part of it': '[role=dialog] .bar > span' })).toEqual([])
    await desktop.page.keyboard.press('Escape')
    await desktop.page.locator('[role=dialog]').waitFor({ state: 'hidden' })
  })

  it('nothing of the diagnostics vanishes', async () => {
    await desktop.page.getByRole('button', { name: /^(Diagnostics|诊断)$/ }).click()
    await desktop.page.locator('.bar').first().waitFor()
    expect(await vanished({ 'what is held': '.bar', 'a part of it': '.bar > span', 'a button': '.button' })).toEqual([])
    await desktop.page
      .locator('nav')
      .getByRole('button', { name: /^(Chats|会话)/ })
      .click()
    await desktop.conversations.waitFor()
  })
})

// A gap takes its time to close: once, at the end.
it.each(LOOKS.slice(-1))('nothing of a gap vanishes in forced colours, nor what of it has come', async (look) => {
  await force(look)
  await desktop.openConversation(REVIEW)
  await desktop.page.getByRole('button', { name: /^(Make a gap|制造缺口)/ }).click()
  const gap = desktop.timeline.locator('[data-gap]')
  await gap.waitFor()
  const groundOf = (segment: string): Promise<string> =>
    gap
      .locator(segment)
      .first()
      .evaluate((part) => getComputedStyle(part).backgroundColor)
  expect(await vanished({ 'a gap': '[data-gap]', 'a message that is missing': '[data-gap] .segment:not(.is-healed)' })).toEqual([])
  const missing = await groundOf('.segment:not(.is-healed)')
  expect(await groundOf('.segment.is-healed')).not.toBe(missing)
})
