import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Desktop } from './desktop'

const BOB = 'c2c:alice:bob'
const REVIEW = 'c2g:design-review'

let profileDir: string
let desktop: Desktop

const panel = () => desktop.page.getByRole('region', { name: 'Trial office' })
const lever = (name: RegExp) => panel().getByRole('button', { name })

beforeAll(async () => {
  profileDir = mkdtempSync(join(tmpdir(), 'jim-e2e-trial-'))
  desktop = await Desktop.launch({ profileDir })
  await desktop.page.getByRole('button', { name: desktop.names.tryLocal }).click()
  await desktop.conversations.waitFor()
})
afterAll(async () => {
  await desktop.close()
  rmSync(profileDir, { recursive: true, force: true })
})

describe('the trial office', () => {
  it('is alive: a colleague reads, types and answers', async () => {
    await desktop.openConversation(BOB)
    await desktop.send('Does page 3 need a footnote?')
    await desktop.waitForDelivery('read')
    await desktop.timeline.getByText('Does page 3 need').nth(1).waitFor()
  })

  it('lets the cable be pulled: what is written waits, and goes out when it is in again', async () => {
    await desktop.openConversation(REVIEW)
    await lever(/^Pull the network cable/).click()
    await lever(/^Plug the cable back in/).waitFor()
    await desktop.page.locator('[data-banner=offline]').waitFor()
    const texts = ['Written without a cable', 'And one more']
    for (const text of texts) await desktop.send(text)
    await desktop.waitForDelivery('queued')
    for (const text of texts) expect(await desktop.message(text).getAttribute('data-delivery')).toBe('queued')
    await lever(/^Plug the cable back in/).click()
    await desktop.waitForDelivery('sent', 'delivered', 'read')
    await lever(/^Pull the network cable/).waitFor()
  })

  it('makes a gap that can be seen, and that heals by itself', async () => {
    await desktop.openConversation(REVIEW)
    await lever(/^Make a gap/).click()
    const gap = desktop.timeline.locator('[data-gap]')
    await gap.waitFor()
    await desktop.timeline.getByText('Step 5 of 5').waitFor()
    await gap.waitFor({ state: 'detached', timeout: 30_000 })
    const steps = (await desktop.timeline.getByText(/^Step \d of 5/).allTextContents()).flatMap((text) => /Step \d/.exec(text) ?? [])
    expect(steps.slice(-5)).toEqual(['Step 1', 'Step 2', 'Step 3', 'Step 4', 'Step 5'])
  })

  it('has a colleague send a picture, a file that comes by itself', async () => {
    await desktop.openConversation(BOB)
    const pictures = desktop.timeline.getByRole('article').locator('img[src^="jim-media:"]')
    const before = await pictures.count()
    await lever(/^A colleague writes/).click()
    await pictures.nth(before).waitFor()
  })

  it('puts the levers at the foot of the list when there are no details for them to stand over', async () => {
    await desktop.page.getByRole('button', { name: 'Details', exact: true }).click()
    const list = await desktop.page.getByRole('region', { name: 'Conversation list' }).boundingBox()
    const box = await panel().boundingBox()
    expect(box!.x + box!.width).toBeLessThanOrEqual(list!.x + list!.width)
  })
})
