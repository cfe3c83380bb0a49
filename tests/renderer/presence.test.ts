// @vitest-environment happy-dom
import { asUserId } from '@shared/ids'
import type { Presence } from '@shared/roster'
import { flushPromises, type VueWrapper } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { h, ref } from 'vue'
import StatusDialog from '../../src/renderer/src/components/presence/StatusDialog.vue'
import OwnPresence from '../../src/renderer/src/components/rail/OwnPresenceMenu.vue'
import PersonRow from '../../src/renderer/src/components/roster/PersonRow.vue'
import SettingsGeneral from '../../src/renderer/src/components/settings/SettingsGeneral.vue'
import { useMembers } from '../../src/renderer/src/composables/use-members'
import { usePresenceText } from '../../src/renderer/src/composables/use-presence-text'
import { useShownPresence } from '../../src/renderer/src/composables/use-shown-presence'
import { useAccountStore } from '../../src/renderer/src/stores/account'
import { useLinkStore } from '../../src/renderer/src/stores/link'
import { usePeopleStore } from '../../src/renderer/src/stores/people'
import { useSettingsStore } from '../../src/renderer/src/stores/settings'
import { useDialogsStore } from '../../src/renderer/src/stores/dialogs'
import type { FakeJim } from '../helpers/fake-jim'
import { mountWithJim } from './mount'
import { must } from '../helpers/results'
import { BARE, FULL } from '../helpers/spoken'

let mounted: VueWrapper | undefined
afterEach(() => {
  vi.useRealTimers()
  mounted?.unmount()
  mounted = undefined
})

/** Mounts something that uses the stores, signed in and connected. */
async function open(render: () => ReturnType<typeof h>, spoken = FULL): Promise<FakeJim> {
  const Host = { setup: () => () => h(TooltipProvider, render) }
  const { wrapper, jim } = mountWithJim(Host, {})
  mounted = wrapper
  const state = await jim.call('account:state')
  if (state.ok) useAccountStore().setState(state.value)
  useLinkStore().setConnection({ state: 'online', ...spoken, since: 0 })
  jim.on('own-presence', usePeopleStore().setOwn)
  await flushPromises()
  return jim
}

/** What a composable says, inside a component that uses it. */
async function inside<T>(use: () => T): Promise<T> {
  let value: T | undefined
  const Probe = {
    setup() {
      value = use()
      return () => h('i')
    },
  }
  await open(() => h(Probe))
  if (value === undefined) throw new Error('not mounted')
  return value
}

function named(name: string | RegExp, selector = '[role], button'): HTMLElement {
  const found = [...document.querySelectorAll<HTMLElement>(selector)].find((element) =>
    (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().match(name),
  )
  if (found === undefined) throw new Error(`nothing is called ${String(name)}`)
  return found
}

async function openMenu(): Promise<void> {
  const trigger = document.querySelector<HTMLElement>('[data-testid=own-avatar]')
  trigger?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
  await flushPromises()
}

async function choose(name: string): Promise<void> {
  named(new RegExp(`^${name}`), '[role^=menuitem]').click()
  await flushPromises()
}

const changes = (jim: FakeJim): unknown[] => jim.calls.filter(({ channel }) => channel === 'presence:set').map(({ argument }) => argument)

describe('the account menu', () => {
  it('says busy, and shows it at once', async () => {
    const jim = await open(() => h(OwnPresence))
    await openMenu()
    await choose('Busy')
    expect(changes(jim)).toEqual([{ state: 'busy' }])
    expect(named(/, Busy$/).getAttribute('data-testid')).toBe('own-avatar')
  })

  it('shows the status text and clears it', async () => {
    const jim = await open(() => h(OwnPresence))
    must(await jim.call('presence:set', { status: 'At lunch' }))
    await openMenu()
    expect(document.querySelector('[role=menu]')?.textContent).toContain('At lunch')
    await choose('Clear status')
    expect(changes(jim).at(-1)).toEqual({ status: '' })
  })

  it('opens the status dialog', async () => {
    await open(() => h(OwnPresence))
    await openMenu()
    await choose('Set a status')
    expect(useDialogsStore().current).toEqual({ dialog: 'status' })
  })

  it('pauses notifications until tomorrow, and ends the pause', async () => {
    const jim = await open(() => h(OwnPresence))
    jim.on('settings', useSettingsStore().setSettings)
    await openMenu()
    await choose('Pause notifications')
    expect(useSettingsStore().settings.doNotDisturbUntil).toBeGreaterThan(Date.now())
    await openMenu()
    await choose('Notifications paused until 08:00')
    expect(useSettingsStore().settings.doNotDisturbUntil).toBe(0)
  })

  it('shows nothing of me without a link, yet takes a choice for later', async () => {
    const jim = await open(() => h(OwnPresence))
    useLinkStore().setConnection({ state: 'offline', since: 0, cause: { code: 'no_network', reason: '' } })
    await flushPromises()
    named(/, Offline$/)
    await openMenu()
    expect(document.querySelector('[role=menu]')?.textContent).toContain('takes effect once it is back')
    await choose('Away')
    expect(changes(jim)).toEqual([{ state: 'away' }])
  })

  it('offers nothing on a server that has no presence, and says so', async () => {
    const jim = await open(() => h(OwnPresence), BARE)
    await openMenu()
    expect(document.querySelector('[role=menu]')?.textContent).toContain('nobody’s presence')
    expect(document.querySelector('[data-testid=own-avatar]')?.getAttribute('aria-label')).toContain('nobody’s presence')
    expect(document.querySelector('[data-testid=own-avatar] .dot')).toBeNull()
    await choose('Busy')
    expect(changes(jim)).toEqual([])
  })
})

describe('the status dialog', () => {
  const field = (): HTMLInputElement => {
    const input = document.querySelector('input')
    if (input === null) throw new Error('no field')
    return input
  }
  function type(text: string): void {
    field().value = text
    field().dispatchEvent(new Event('input', { bubbles: true }))
  }

  it('keeps what was typed, trimmed, and closes', async () => {
    const closed: true[] = []
    const jim = await open(() => h(StatusDialog, { onClose: () => closed.push(true) }))
    type('  Back at four ')
    await flushPromises()
    named('Save', 'button').click()
    await flushPromises()
    expect(changes(jim)).toEqual([{ status: 'Back at four' }])
    expect(closed).toEqual([true])
  })

  it('fills in a suggestion, which can be changed before it is saved', async () => {
    const jim = await open(() => h(StatusDialog))
    named('At lunch', 'button').click()
    await flushPromises()
    expect(field().value).toBe('At lunch')
    expect(changes(jim)).toEqual([])
  })

  it('stays open with the text when it could not be kept', async () => {
    const closed: true[] = []
    const jim = await open(() => h(StatusDialog, { onClose: () => closed.push(true) }))
    jim.failures.set('presence:set', 'disk_full')
    type('precious')
    await flushPromises()
    named('Save', 'button').click()
    await flushPromises()
    expect(closed).toEqual([])
    expect(field().value).toBe('precious')
  })

  it('takes no more than the server does', async () => {
    await open(() => h(StatusDialog))
    expect(field().maxLength).toBe(140)
  })
})

it('the time until away is a setting', async () => {
  const jim = await open(() => h(SettingsGeneral))
  named('Never', '[role=radio]').click()
  await flushPromises()
  expect(jim.calls.at(-1)).toMatchObject({ channel: 'settings:set', argument: { awayAfterMinutes: 0 } })
})

describe('presence in words', () => {
  const MINUTE = 60_000
  /** Away from the turn of a minute and of a day: what is said moves by the minute. */
  const NOW = new Date(2026, 2, 5, 14, 30, 30).getTime()
  beforeEach(() => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] })
  })
  const presence = (change: Partial<Presence>): Presence => ({
    userId: asUserId('bob'),
    state: 'online',
    status: '',
    lastSeen: 0,
    ...change,
  })

  it.each<readonly [string, Partial<Presence>, string]>([
    ['online', {}, 'Online'],
    ['busy with a text', { state: 'busy', status: 'In a meeting' }, 'Busy · In a meeting'],
    ['gone for seconds', { state: 'unavailable', lastSeen: NOW - 2000 }, 'Last seen just now'],
    ['gone for minutes', { state: 'unavailable', lastSeen: NOW - 5 * MINUTE }, 'Last seen 5 minutes ago'],
    ['gone with a text', { state: 'unavailable', lastSeen: NOW - 2000, status: 'On leave' }, 'Last seen just now · On leave'],
    ['gone for days', { state: 'unavailable', lastSeen: NOW - 3 * 1440 * MINUTE }, 'Last seen Mon, Mar 2 14:30'],
    ['never seen', { state: 'unavailable' }, 'Offline'],
  ])('%s', async (_, change, expected) => {
    const { describe: say } = await inside(usePresenceText)
    expect(say(presence(change))).toBe(expected)
  })

  it('has the exact time for those who hover, under the name', async () => {
    const { hover } = await inside(usePresenceText)
    const lastSeen = new Date(2026, 2, 5, 14, 7).getTime()
    expect(hover(presence({ state: 'unavailable', status: 'On leave', lastSeen }), 'Bob').split('\n')).toEqual([
      'Bob',
      'Offline',
      'On leave',
      expect.stringMatching(/^Last seen Mar 5, 2026, 14:07$/),
    ])
    expect(hover(undefined, 'Bob')).toBe('Bob')
  })
})

describe('who is shown as there', () => {
  it('nobody, without a link', async () => {
    const presenceOf = await inside(useShownPresence)
    usePeopleStore().setPresence([{ userId: asUserId('bob'), state: 'online', status: '', lastSeen: 0 }])
    expect(presenceOf(asUserId('bob'))?.state).toBe('online')
    useLinkStore().setConnection({ state: 'offline', since: 0, cause: { code: 'no_network', reason: '' } })
    expect(presenceOf(asUserId('bob'))).toBeUndefined()
  })

  it('main hears who is in view, those who come and go together, and nobody twice', async () => {
    const person = (userId: string) => ({ userId: asUserId(userId), name: userId, avatar: '' })
    const told = (): unknown[] => jim.calls.filter(({ channel }) => channel === 'people:in-view').map(({ argument }) => argument)
    vi.useFakeTimers()
    const shown = ref(['ann', 'ben', 'ann'])
    const jim = await open(() =>
      h(
        'ul',
        shown.value.map((id, index) => h(PersonRow, { person: person(id), key: index })),
      ),
    )
    await vi.advanceTimersByTimeAsync(200)
    expect(told()).toEqual([{ userIds: ['ann', 'ben'] }])
    shown.value = ['ann', 'cleo']
    await vi.advanceTimersByTimeAsync(200)
    expect(told().slice(1)).toEqual([{ userIds: ['ann', 'cleo'] }])
    shown.value = []
    await vi.advanceTimersByTimeAsync(200)
    expect(told().slice(2)).toEqual([{ userIds: [] }])
  })

  it('in a group I count too, as others see me', async () => {
    const jim = await open(() => h('i'))
    const group = jim.conversations.find(({ kind }) => kind === 'c2g')
    if (group === undefined) throw new Error('no group')
    let count: (() => number) | undefined
    const Probe = {
      setup() {
        const { onlineCount } = useMembers(ref(group) as never)
        count = () => onlineCount.value
        return () => h('i')
      },
    }
    mounted?.unmount()
    await open(() => h(Probe))
    const members = usePeopleStore().members.get(group.conversationId) ?? []
    const [other] = members.filter(({ userId }) => userId !== useAccountStore().me?.userId)
    if (other === undefined) throw new Error('nobody else')
    expect(count?.()).toBe(1)
    usePeopleStore().setPresence([{ userId: other.userId, state: 'busy', status: '', lastSeen: 0 }])
    expect(count?.()).toBe(2)
    usePeopleStore().setOwn({ chosen: 'unavailable', shown: 'unavailable', status: '' })
    expect(count?.()).toBe(1)
  })
})
