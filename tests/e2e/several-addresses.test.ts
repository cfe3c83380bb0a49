import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningServer, startServer } from '../../src/server/server'
import en from '../../src/renderer/src/locales/en.json'
import zhCN from '../../src/renderer/src/locales/zh-CN.json'
import { Front } from '../helpers/front'
import { Desktop, type Language } from './desktop'

/* A server with two addresses, entered in the field of the sign-in form as an administrator gave them, in both languages. */

const WORDS: { readonly [L in Language]: typeof en } = { en, 'zh-CN': zhCN }

let server: RunningServer
let fronts: readonly [Front, Front]

beforeAll(async () => {
  server = await startServer({ host: '127.0.0.1', tcp: 0, ws: 0, http: 0, demo: { messages: 50 } })
  fronts = [await Front.open(server.ports), await Front.open(server.ports)]
})
afterAll(async () => {
  for (const front of fronts) await front.close()
  await server.close()
})

describe.each(['en', 'zh-CN'] as const)('several addresses in %s', (language) => {
  it('are told apart from what is none, tried, and shown', async () => {
    const desktop = await Desktop.launch({ language })
    const { page, names } = desktop
    const words = WORDS[language]
    const host = page.getByRole('textbox', { name: names.server, exact: true })
    await page.getByRole('textbox', { name: names.user, exact: true }).fill('alice')
    await page.getByLabel(names.password, { exact: true }).fill('demo')
    await page.getByRole('switch', { name: names.tls }).setChecked(false)
    for (const [typed, problem] of [
      ['im1:9001,,im2:9001', words.signIn.problem.empty_place],
      [Array.from({ length: 50 }, (_, n) => `im${n}`).join(', '), words.signIn.problem.too_many_places],
    ] as const) {
      await host.fill(typed)
      await page.getByRole('button', { name: names.signIn, exact: true }).click()
      await page.getByText(problem, { exact: true }).waitFor()
    }
    await host.fill(fronts.map(({ port }) => `127.0.0.1:${port}`).join(', '))
    await page.getByRole('button', { name: names.signIn, exact: true }).click()
    await desktop.conversations.waitFor()

    const place = async (): Promise<number> => {
      const status = await desktop.call('connection:status')
      if (!status.ok || status.value.state !== 'online') return 0
      return Number(status.value.place?.split(':')[1])
    }
    await expect.poll(place).toBeGreaterThan(0)
    const first = await place()
    const front = fronts.find(({ port }) => port === first)!
    await front.shutDown()
    const other = fronts.find((one) => one !== front)!
    await expect.poll(place).toBe(other.port)
    await front.start()

    await page.getByTestId('connection-light').click()
    await page.getByText(words.connection.place, { exact: true }).waitFor()
    await page.getByText(`127.0.0.1:${other.port}`, { exact: true }).waitFor()
    await desktop.close()
  })
})
