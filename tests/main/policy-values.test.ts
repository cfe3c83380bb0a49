import type { ServerAddress } from '@shared/account'
import { describe, expect, it } from 'vitest'
import type { FoundPolicy } from '../../src/main/app/policy/found-policy'
import { accountLimits, accountVault } from '../../src/main/app/policy/limits'
import { policySettings } from '../../src/main/app/policy/policy-settings'
import { readPolicyValues } from '../../src/main/app/policy/policy-values'
import { refusalOf } from '../../src/main/app/policy/server-rules'

const SOURCE = '/etc/jim-desktop/policy.json'
const found = (content: unknown): FoundPolicy => ({ source: SOURCE, content })
const problemsOf = (content: unknown): readonly unknown[] => readPolicyValues(found(content)).inForce.problems

describe('what a policy says of settings', () => {
  it('is locked, or stands until the person chooses', () => {
    const { settings, problems } = policySettings(found({ settings: { theme: 'dark' }, recommended: { zoom: 120 } }))
    expect(settings).toEqual({ theme: { value: 'dark', isLocked: true }, zoom: { value: 120, isLocked: false } })
    expect(problems).toEqual([])
  })

  it('is locked when it stands in both groups', () => {
    const { settings } = policySettings(found({ settings: { theme: 'dark' }, recommended: { theme: 'light' } }))
    expect(settings).toEqual({ theme: { value: 'dark', isLocked: true } })
  })

  it('costs only itself where it is wrong', () => {
    const content = { settings: { theme: 'pink', zoom: 110, listWidth: 300, nonsense: 1, ['x'.repeat(500)]: 1 }, recommended: [] }
    const { settings, problems } = policySettings(found(content))
    expect(settings).toEqual({ zoom: { value: 110, isLocked: true } })
    expect(problems).toEqual([
      { key: 'recommended', code: 'invalid' },
      { key: 'settings.theme', code: 'invalid' },
      { key: 'settings.listWidth', code: 'unknown' },
      { key: 'settings.nonsense', code: 'unknown' },
      { key: `settings.${'x'.repeat(64)}`, code: 'unknown' },
    ])
  })

  it('is nothing by names that every object has', () => {
    expect(policySettings(found({ settings: JSON.parse('{"__proto__": 1, "constructor": 1}') })).settings).toEqual({})
  })
})

describe('what else a policy says', () => {
  it('gives servers with what is usual where nothing is said', () => {
    const { values, inForce } = readPolicyValues(found({ servers: [{ name: ' Office ', host: 'im.example.com' }] }))
    const address = { kind: 'sync', host: 'im.example.com', port: 9001, tls: true, httpBase: '', caFile: '' }
    expect(values.servers).toEqual([{ name: 'Office', address }])
    expect(inForce).toMatchObject({ source: SOURCE, problems: [], isListOnly: false, needsTls: false, offersTrial: true, hasProxy: false })
  })

  it('reads all of it', () => {
    const content = {
      servers: [{ name: 'A', host: 'a.example.com', port: 1, tls: false, httpBase: 'http://a.example.com', kind: 'base' }],
      onlyTheseServers: true,
      requireTls: true,
      caFile: '/etc/ssl/office.pem',
      proxy: { kind: 'http', host: 'proxy.example.com', port: 8080 },
      trial: false,
      logLevel: 'debug',
    }
    const { values, inForce } = readPolicyValues(found(content))
    expect(inForce).toMatchObject({ problems: [], isListOnly: true, needsTls: true, offersTrial: false, hasProxy: true })
    expect(values).toMatchObject({ caFile: '/etc/ssl/office.pem', proxy: content.proxy, logLevel: 'debug' })
  })

  it('limits what an account may do', () => {
    const content = { recallMinutes: 2, downloadMaxMiB: 3, downloadKinds: ['images'], downloadBlockedEndings: ['exe'], staySignedIn: false }
    const { values, inForce } = readPolicyValues(found({ ...content, signInKinds: ['base'] }))
    const downloads = { maxBytes: 3 * 1024 * 1024, kinds: ['images'], blockedEndings: ['exe'] }
    expect(accountLimits(values)).toEqual({ recallMs: 120_000, downloads })
    expect(inForce).toMatchObject({ problems: [], recallMs: 120_000, forgetsToken: true, signInKinds: ['base'] })
    expect(accountLimits({})).toEqual({ downloads: { maxBytes: undefined, kinds: undefined, blockedEndings: undefined } })
    expect(readPolicyValues(found({})).inForce).toMatchObject({ forgetsToken: false })
    expect(readPolicyValues(found({})).inForce).not.toHaveProperty('recallMs')
  })

  it('takes away what to sign in with only where it says so', () => {
    const vault = { isAvailable: true, seal: (secret: string) => secret, open: (sealed: string) => sealed }
    expect(accountVault({}, vault)).toBe(vault)
    expect(accountVault({ staySignedIn: true }, vault)).toBe(vault)
    const forgetful = accountVault({ staySignedIn: false }, vault)
    expect([forgetful.isAvailable, forgetful.isForbidden, forgetful.seal('x'), forgetful.open('x')]).toEqual([
      false,
      true,
      undefined,
      undefined,
    ])
  })

  it('is told line by line, with the place of what stands elsewhere, and without what is wrong', () => {
    const content = {
      trial: false,
      caFile: 1,
      more: 1,
      settings: { theme: 'dark', zoom: 9 },
      downloadBlockedEndings: Array(100).fill('exe'),
    }
    const { entries } = readPolicyValues({ source: SOURCE, content, places: new Map([['settings.theme', 'elsewhere']]) }).inForce
    expect(entries.slice(0, 2)).toEqual([
      { key: 'trial', value: 'false' },
      { key: 'settings.theme', value: '"dark"', source: 'elsewhere' },
    ])
    expect(entries.map(({ key, value }) => [key, value.length])).toEqual([
      ['trial', 5],
      ['settings.theme', 6],
      ['downloadBlockedEndings', 301],
    ])
  })

  it.each([
    ['servers', [{ name: '', host: 'a' }]],
    ['servers', [{ name: 'A', host: 'a/b' }]],
    ['servers', [{ name: 'A', host: 'a', port: 70_000 }]],
    ['servers', [{ name: 'A', host: 'a', kind: 'telegraph' }]],
    ['servers', [{ name: 'A', host: 'a', colour: 'red' }]],
    ['servers', Array.from({ length: 101 }, () => ({ name: 'A', host: 'a' }))],
    ['onlyTheseServers', 'yes'],
    ['caFile', 'office.pem'],
    ['proxy', { kind: 'http' }],
    ['proxy', { kind: 'socks5', host: 'p', port: 0 }],
    ['trial', null],
    ['staySignedIn', 'no'],
    ['signInKinds', []],
    ['signInKinds', ['telegraph']],
    ['downloadMaxMiB', 0],
    ['downloadKinds', ['pictures']],
    ['downloadBlockedEndings', ['.exe']],
    ['recallMinutes', -1],
    ['logLevel', 'all'],
  ])('costs only itself where it is wrong: %s %j', (key, value) => {
    const { values, inForce } = readPolicyValues(found({ [key]: value, requireTls: true }))
    expect(values).toEqual({ requireTls: true })
    expect(inForce.problems).toEqual([{ key, code: 'invalid' }])
  })

  it('tells what this version does not know, and what is no policy at all', () => {
    expect(problemsOf({ retention: 30, settings: { x: 1 } })).toEqual([
      { key: 'settings.x', code: 'unknown' },
      { key: 'retention', code: 'unknown' },
    ])
    expect(problemsOf([])).toEqual([{ key: '', code: 'invalid' }])
    expect(readPolicyValues({ source: SOURCE, code: 'not_trusted' }).inForce).toMatchObject({
      source: SOURCE,
      problems: [{ key: '', code: 'not_trusted' }],
      offersTrial: true,
    })
    expect(readPolicyValues(undefined).inForce.source).toBeUndefined()
  })
})

describe('a server under a policy', () => {
  const address: ServerAddress = { kind: 'sync', host: 'im.example.com', port: 9001, tls: true, httpBase: '', caFile: '' }
  const rules = { servers: [{ name: 'Office', address }], isListOnly: true, needsTls: false, offersTrial: true }

  it.each([
    ['the offered one', {}, undefined],
    ['it in other letters', { host: 'IM.Example.com' }, undefined],
    ['it with a certificate authority of the person', { caFile: '/ca.pem' }, undefined],
    ['another host', { host: 'im.evil.test' }, 'server_not_allowed'],
    ['another port', { port: 9002 }, 'server_not_allowed'],
    ['it without encryption', { tls: false }, 'server_not_allowed'],
    ['its HTTP elsewhere', { httpBase: 'https://evil.test' }, 'server_not_allowed'],
    ['another protocol', { kind: 'base' }, 'server_not_allowed'],
  ] as const)('%s: %s', (_, change, code) => {
    expect(refusalOf({ ...address, ...change }, rules)).toBe(code)
  })

  it('is the offered one at any of its addresses, and at no other', () => {
    const several = { ...address, others: [{ host: 'im2.example.com', port: 9001 }] }
    const offered = { ...rules, servers: [{ name: 'A', address: several }] }
    for (const asked of [several, address, { ...address, host: 'im2.example.com' }]) expect(refusalOf(asked, offered)).toBeUndefined()
    const more = { ...several, others: [...several.others, { host: 'evil.test', port: 9001 }] }
    expect(refusalOf(more, offered)).toBe('server_not_allowed')
  })

  it('has as many addresses as its host names', () => {
    const { inForce } = readPolicyValues(found({ servers: [{ name: 'A', host: 'im1, im2:9101', port: 9005 }] }))
    expect(inForce.servers[0]?.address).toMatchObject({ host: 'im1', port: 9005, others: [{ host: 'im2', port: 9101 }] })
    expect(problemsOf({ servers: [{ name: 'A', host: 'im1,,im2' }] })).toEqual([{ key: 'servers', code: 'invalid' }])
  })

  it('is free where the list is only an offer, but for encryption', () => {
    const open = { ...rules, isListOnly: false, needsTls: true }
    expect(refusalOf({ ...address, host: 'other.example.com' }, open)).toBeUndefined()
    expect(refusalOf({ ...address, tls: false }, open)).toBe('tls_required')
    expect(refusalOf({ ...address, tls: false }, undefined)).toBeUndefined()
  })

  it('may be only of the ways of signing in that are allowed, unless it is offered', () => {
    const ways = { ...rules, isListOnly: false, signInKinds: ['base'] }
    expect(refusalOf({ ...address, host: 'other.example.com' }, ways)).toBe('way_not_allowed')
    expect(refusalOf({ ...address, host: 'other.example.com', kind: 'base' }, ways)).toBeUndefined()
    expect(refusalOf(address, ways)).toBeUndefined()
  })

  it('of the trial needs neither, unless there is to be none', () => {
    const trial = { ...address, host: '127.0.0.1', tls: false }
    expect(refusalOf(trial, { ...rules, needsTls: true }, true)).toBeUndefined()
    expect(refusalOf(trial, { ...rules, offersTrial: false }, true)).toBe('trial_not_allowed')
  })
})

describe('what a policy says of updates', () => {
  it.each(['off', 'ask', 'download', 'install'] as const)('is whether they come, and what nobody is asked for: %s', (updates) => {
    expect(readPolicyValues(found({ updates })).values.updates).toBe(updates)
  })

  it('is nothing else, and gives the source as a setting', () => {
    expect(problemsOf({ updates: 'always' })).toEqual([{ key: 'updates', code: 'invalid' }])
    const { settings, problems } = policySettings(found({ settings: { updateSource: '\\\\nas\\jim', checksForUpdates: false } }))
    expect(settings).toEqual({
      updateSource: { value: '\\\\nas\\jim', isLocked: true },
      checksForUpdates: { value: false, isLocked: true },
    })
    expect(problems).toEqual([])
  })
})
