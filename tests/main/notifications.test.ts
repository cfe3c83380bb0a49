import { EventEmitter } from 'node:events'
import type { NotificationConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { asConversationId } from '@shared/ids'
import { EarlierNotifications, type NotificationMemory } from '../../src/main/app/desktop/earlier-notifications'
import { clickedId, notificationId } from '../../src/main/app/desktop/notification-id'
import { Notifications } from '../../src/main/app/desktop/notifications'
import { silentLogger } from '../../src/main/lib/logger'

const BOB = asConversationId('c2c:alice:bob')
const LONG = asConversationId(`c2c:${'a'.repeat(64)}:${'b'.repeat(64)}`)
const text = { title: 'Bob', body: '<b>hi</b> & more' }

class Shown extends EventEmitter {
  isShown = false
  isClosed = false

  constructor(readonly options: NotificationConstructorOptions) {
    super()
  }

  show(): void {
    this.isShown = true
  }

  close(): void {
    this.isClosed = true
  }
}

function setUp(platform: NodeJS.Platform) {
  const made: Shown[] = []
  const refusals: boolean[] = []
  const create = (options: NotificationConstructorOptions): Shown => {
    const shown = new Shown(options)
    made.push(shown)
    return shown
  }
  const onRefused = (isRefused: boolean): void => void refusals.push(isRefused)
  const notifications = new Notifications({ platform, isSupported: () => true, create, onRefused, logger: silentLogger })
  const show = (conversationId = BOB, onClick = (): void => undefined): void =>
    notifications.show({ conversationId, text, hasSound: true, onClick })
  return { notifications, made, refusals, show }
}

describe('the id of a notification', () => {
  it('is short enough for Windows, whatever people are called, and the same at every start', () => {
    expect(LONG.length).toBeGreaterThan(64)
    for (const id of [BOB, LONG].map(notificationId)) expect(id).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(notificationId(BOB)).toBe('SyDxtQBBafx2422NH6XajoHv99qZ3TuJDXVhilqP99Q')
    expect(notificationId(LONG)).not.toBe(notificationId(BOB))
  })

  it.each(['win32', 'darwin', 'linux'] as const)('is what the system is given on %s', (platform) => {
    const { made, show } = setUp(platform)
    show(LONG)
    expect(made[0]?.options.id).toBe(notificationId(LONG))
  })

  it('is read from what Windows says of a click', () => {
    const id = notificationId(BOB)
    expect(clickedId({ type: 'click', arguments: `type=click&tag=${id}` })).toBe(id)
  })

  it.each([
    ['a button', { type: 'action', arguments: `type=action&action=0&tag=${notificationId(BOB)}` }],
    ['no tag', { type: 'click', arguments: 'type=click' }],
    ['a tag of others', { type: 'click', arguments: 'type=click&tag=17888037027795083491' }],
    ['an endless text', { type: 'click', arguments: `x=${'y'.repeat(600)}&tag=${notificationId(BOB)}` }],
    ['nothing', { type: 'click', arguments: '' }],
  ])('is not found in %s', (_, activation) => {
    expect(clickedId(activation)).toBeUndefined()
  })
})

it.each([
  ['linux', '&lt;b&gt;hi&lt;/b&gt; &amp; more'],
  ['win32', '<b>hi</b> & more'],
  ['darwin', '<b>hi</b> & more'],
] as const)('the body is markup on Linux alone: %s', (platform, body) => {
  const { made, notifications, show } = setUp(platform)
  show()
  notifications.tell(text)
  expect(made.map(({ options }) => [options.title, options.body])).toEqual([
    ['Bob', body],
    ['Bob', body],
  ])
})

describe('a system that shows none', () => {
  it('is told of once, and taken back once one is shown', () => {
    const { made, notifications, refusals, show } = setUp('darwin')
    show()
    made[0]?.emit('failed', {}, 'Notifications are not allowed for this application')
    show()
    made[1]?.emit('failed', {}, 'Notifications are not allowed for this application')
    expect([refusals, notifications.isRefused]).toEqual([[true], true])
    show()
    made[2]?.emit('show')
    expect([refusals, notifications.isRefused]).toEqual([[true, false], false])
  })
})

describe('a notification of an earlier run', () => {
  const id = notificationId(BOB)
  const never = (): boolean => false

  it('on Windows is what started us', () => {
    const clicks: (string | undefined)[] = []
    const earlier = new EarlierNotifications(() => clicks.push(earlier.take()))
    const memory: NotificationMemory = { handleActivation: (callback) => callback({ type: 'click', arguments: `type=click&tag=${id}` }) }
    earlier.listen(memory, 'win32', never, silentLogger)
    expect([clicks, earlier.take()]).toEqual([[id], undefined])
  })

  it('waits until somebody takes it', () => {
    const earlier = new EarlierNotifications(() => undefined)
    earlier.listen({ handleActivation: (tell) => tell({ type: 'click', arguments: `type=click&tag=${id}` }) }, 'win32', never, silentLogger)
    expect([earlier.take(), earlier.take()]).toEqual([id, undefined])
  })

  it('is none of this run, which hears its click itself', () => {
    const { notifications, show } = setUp('win32')
    show()
    const clicks: unknown[] = []
    const earlier = new EarlierNotifications(() => clicks.push('clicked'))
    const memory: NotificationMemory = { handleActivation: (callback) => callback({ type: 'click', arguments: `type=click&tag=${id}` }) }
    earlier.listen(memory, 'win32', (known) => notifications.has(known), silentLogger)
    expect(clicks).toEqual([])
  })

  it('on macOS still stands in the list, and hears its click there', async () => {
    const delivered = Object.assign(new Shown({}), { id })
    const earlier = new EarlierNotifications(() => undefined)
    earlier.listen({ getHistory: () => Promise.resolve([delivered]) }, 'darwin', never, silentLogger)
    await Promise.resolve()
    expect([earlier.held, earlier.take()]).toEqual([1, undefined])
    delivered.emit('click')
    expect(earlier.take()).toBe(id)
  })

  it.each(['win32', 'darwin', 'linux'] as const)('is unknown to an older Electron on %s', (platform) => {
    const earlier = new EarlierNotifications(() => undefined)
    earlier.listen({}, platform, never, silentLogger)
    expect(earlier.take()).toBeUndefined()
  })

  it('that cannot be asked for is logged', async () => {
    const warned: string[] = []
    const logger = { ...silentLogger, warn: (message: string) => void warned.push(message) }
    const earlier = new EarlierNotifications(() => undefined)
    earlier.listen({ getHistory: () => Promise.reject(new Error('not signed')) }, 'darwin', never, logger)
    await Promise.resolve()
    await Promise.resolve()
    expect(warned).toHaveLength(1)
  })
})
