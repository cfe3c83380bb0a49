import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/main/lib/clock'
import { BaseGateway } from '../helpers/base-gateway'
import { PlainPeer } from '../helpers/plain-peer'
import { Desktop } from './desktop'

let gateway: BaseGateway
/** The port where the HTTP of another server would be. */
let beside: Server
let knocks = 0
let desktop: Desktop
let peer: PlainPeer

/** The model of the original gateway with a port beside it that nobody has any business with. */
async function listenBeside(): Promise<BaseGateway> {
  for (;;) {
    const candidate = await BaseGateway.listen(systemClock)
    beside = createServer((socket) => {
      knocks++
      socket.destroy()
    })
    const isFree = await new Promise<boolean>((resolve) => {
      beside.once('error', () => resolve(false))
      beside.listen(candidate.port + 1, '127.0.0.1', () => resolve(true))
    })
    if (isFree) return candidate
    await candidate.close()
  }
}

async function signIn(to: Desktop, userId: string, token: string): Promise<void> {
  const { page, names } = to
  await page.getByRole('textbox', { name: names.server, exact: true }).fill('127.0.0.1')
  await page.getByRole('textbox', { name: names.port, exact: true }).fill(String(gateway.port))
  await page.getByRole('switch', { name: names.tls }).setChecked(false)
  await page.getByRole('button', { name: names.advanced }).click()
  await page.getByRole('switch', { name: 'Plain server' }).setChecked(true)
  await page.getByRole('textbox', { name: 'User ID', exact: true }).fill(userId)
  await page.getByLabel('Token', { exact: true }).fill(token)
  await page.getByRole('button', { name: names.signIn, exact: true }).click()
  await page.getByRole('searchbox', { name: 'Search' }).waitFor()
}

const light = (of: Desktop) => of.page.getByTestId('connection-light')
const countOf = (text: string): number => peer.texts.filter((received) => received === text).length

beforeAll(async () => {
  gateway = await listenBeside()
  peer = await PlainPeer.online('10002', gateway.port)
  desktop = await Desktop.launch()
  await signIn(desktop, '10001', '10001')
})
afterAll(async () => {
  await desktop.close()
  peer.close()
  await gateway.close()
  beside.close()
})

/* One person's first hour on a plain jim1 server, in one window. */
describe('on a plain jim1 server', () => {
  it('somebody is written to by their id from the search box', async () => {
    await desktop.page.getByRole('searchbox', { name: 'Search' }).fill('10002')
    await desktop.page.getByRole('button', { name: 'Write to user ID “10002”' }).click()
    await desktop.send('hello by id')
    await peer.when(() => countOf('hello by id') === 1)
    await desktop.waitForDelivery('sent')
    await desktop.page.getByRole('searchbox', { name: 'Search' }).fill('')
  })

  it('and from New and the quick switcher, whatever their id is made of', async () => {
    await desktop.page.getByRole('button', { name: 'New', exact: true }).click()
    await desktop.page.getByText('This server has no groups.').waitFor()
    await desktop.page.getByRole('menuitem', { name: 'Write to a user ID…' }).click()
    await desktop.page.getByPlaceholder('Find a chat or a command, or enter a user ID').fill('张三')
    await desktop.page.getByRole('option', { name: 'Write to user ID “张三”' }).click()
    await desktop.row('c2c:%E5%BC%A0%E4%B8%89:10001').waitFor()
    await desktop.send('你好')
    await desktop.waitForDelivery('sent')
    expect(JSON.parse(gateway.frames.findLast(({ command }) => command === 'B101')!.body).data).toMatchObject({
      receiver_id: '张三',
      content: '你好',
    })
  })

  it('and from the contacts, which do not say that there is no connection', async () => {
    await desktop.page.getByRole('button', { name: 'Contacts' }).click()
    await desktop.page.getByRole('searchbox', { name: 'Search contacts' }).fill('10003')
    await desktop.page.getByRole('button', { name: 'Write to user ID “10003”' }).click()
    await desktop.composer.waitFor()
    await desktop.row('c2c:10001:10003').waitFor()
  })

  it('the same text twice is two messages, and a sender whose id is none of ours is shown by it', async () => {
    const stranger = await PlainPeer.online('李四', gateway.port)
    stranger.say('10001', 'twice')
    await gateway.when(() => gateway.count('B101') === 3)
    stranger.say('10001', 'twice')
    const row = desktop.conversations.getByRole('option').filter({ hasText: '李四' })
    await row.click()
    await expect.poll(() => desktop.timeline.getByRole('article').filter({ hasText: 'twice' }).count()).toBe(2)
    stranger.close()
  })

  it('a message into a cable that was cut without a word arrives once the cable is back', async () => {
    await desktop.openConversation('c2c:10001:10002')
    gateway.unplug('10001')
    await desktop.send('into the cut cable')
    await light(desktop).and(desktop.page.locator(':not([data-state-name=online])')).waitFor()
    await desktop.waitForDelivery('queued')
    gateway.plug()
    await light(desktop).and(desktop.page.locator('[data-state-name=online]')).waitFor()
    await desktop.waitForDelivery('sent')
    expect(countOf('into the cut cable')).toBe(1)
  })

  it('what finds no ack is left unconfirmed, and sent again when the person wants it', async () => {
    gateway.swallows = ({ body }) => body.includes('into the void')
    await desktop.send('into the void')
    await desktop.waitForDelivery('unconfirmed')
    gateway.swallows = () => false
    await desktop.choose(desktop.message('into the void'), 'Send again')
    await desktop.waitForDelivery('sent')
    await peer.when(() => countOf('into the void') === 1)
  })

  it('shows the samples of the original server as they are meant, stray spaces and mixed up degrees included', async () => {
    const sender = {
      sender_id: '1',
      sender_name: '用户1',
      sender_avatar: 'https://www.baidu.com/img/flexible/logo/pc/result.png',
      receiver_id: '2',
    }
    const logo = 'https: //www.baidu.com/img/flexible/logo/pc/result.png'
    const image = { ...sender, format: 2, 'size ': 10240, 'width ': 500, 'height ': 700, 'icon_url ': logo, 'big_url ': logo }
    const place = { lat: 116.5319, lng: 40.016465, map_link: 'https://j.map.baidu.com/8f/Q44c', desc: '深圳湾公园' }
    const location = { ...sender, cover_image: 'https://www.baidu.com/img/flexible/logo/pc/result.png', ...place }
    gateway.deliver('10001', 'B101', 1, JSON.stringify({ type: 'location', data: location }))
    gateway.deliver('10001', 'B101', 2, JSON.stringify({ type: 'image', data: image }))
    await desktop.openConversation('c2c:1:10001')
    const picture = desktop.timeline.getByLabel('Picture 500 × 700 · 10 KB')
    await picture.waitFor()
    const box = (await picture.boundingBox())!
    expect([Math.round(box.width), Math.round(box.height)]).toEqual([200, 280])
    const card = desktop.message('深圳湾公园')
    await card.getByText('40.01646, 116.53190', { exact: true }).waitFor()
    await card.getByRole('button', { name: 'Map', exact: true }).waitFor()
  })

  it('says why there are no devices, no name of one’s own and no history to compare', async () => {
    const { page } = desktop
    await page.keyboard.press('Control+,')
    await page.getByRole('tab', { name: 'Devices' }).click()
    await page.getByText('This server does not know your devices').waitFor()
    await page.getByRole('tab', { name: 'Account' }).click()
    await page.getByText('This server keeps no name and no picture').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Diagnostics' }).click()
    await page.getByText('This server keeps no history').waitFor()
    expect(await page.getByRole('button', { name: 'Repair all' }).count()).toBe(0)
    await light(desktop).click()
    await page.getByText('This server does not check who a message is from').waitFor()
    await page.keyboard.press('Escape')
  })

  it('nothing was asked of the port where HTTP would be', () => {
    expect(knocks).toBe(0)
  })
})

it('a token that the server does not take is told of, once two messages found no ack', async () => {
  const other = await Desktop.launch()
  await signIn(other, '10009', 'a password')
  await other.page.getByRole('searchbox', { name: 'Search' }).fill('10002')
  await other.page.getByRole('button', { name: 'Write to user ID “10002”' }).click()
  await other.send('can you hear me?')
  await other.page.getByTestId('banner').and(other.page.locator('[data-banner=token]')).waitFor()
  await light(other).click()
  await other.page.getByText('The token may be wrong; it is').waitFor()
  await other.close()
})
