import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPolicyValues } from '../../src/main/app/policy/policy-values'
import { policySettings } from '../../src/main/app/policy/policy-settings'
import { readRegistryPolicy } from '../../src/main/app/policy/registry-policy'
import { decodeRegistryValue } from '../../src/main/app/policy/windows-registry'
import { dword, expandSz, type FakeKey, fakeRegistry, type FakeValue, multiSz, sz, underPolicies } from '../helpers/fake-registry'

const COMPUTER = 'HKLM\\SOFTWARE\\Policies\\JimDesktop'
const PERSON = 'HKCU\\SOFTWARE\\Policies\\JimDesktop'

/** As ADMX writes it. */
const POLICY: FakeKey = {
  onlyTheseServers: dword(1),
  trial: dword(0),
  logLevel: sz('debug'),
  caFile: sz('C:\\ProgramData\\office.pem'),
  servers: {
    2: sz('{"name":"B","host":"b.example.com"}'),
    10: sz('{"name":"C","host":"c.example.com"}'),
    1: sz('{"name":"A","host":"a.example.com"}'),
  },
  proxy: { kind: sz('http'), host: sz('proxy.example.com'), port: dword(8080) },
  settings: { theme: sz('dark'), zoom: dword(110), quietHours: { isOn: dword(1), from: sz('21:00'), to: sz('07:00') } },
  recommended: { sound: dword(0) },
}
/** The same in a file. */
const CONTENT = {
  onlyTheseServers: true,
  trial: false,
  logLevel: 'debug',
  caFile: 'C:\\ProgramData\\office.pem',
  servers: ['A', 'B', 'C'].map((name) => ({ name, host: `${name.toLowerCase()}.example.com` })),
  proxy: { kind: 'http', host: 'proxy.example.com', port: 8080 },
  settings: { theme: 'dark', zoom: 110, quietHours: { isOn: true, from: '21:00', to: '07:00' } },
  recommended: { sound: false },
}

const readComputer = (key: FakeKey) => readRegistryPolicy(fakeRegistry({ HKLM: underPolicies(key) }))
const problemsOf = async (key: FakeKey) => readPolicyValues(await readComputer(key)).inForce.problems

describe('a policy in the registry', () => {
  it('says what its file would say', async () => {
    const api = fakeRegistry({ HKLM: underPolicies(POLICY) })
    expect(await readRegistryPolicy(api)).toEqual({ source: COMPUTER, content: CONTENT })
    expect(api.opened).toBe(0)
  })

  it('is none where there is no key, or nothing in it', async () => {
    expect(await readRegistryPolicy(fakeRegistry({}))).toBeUndefined()
    expect(await readComputer({})).toBeUndefined()
    expect(await readComputer({ proxy: {}, settings: { quietHours: {} } })).toBeUndefined()
  })

  it('is found under names of any case', async () => {
    const found = await readComputer({ TRIAL: dword(0), Settings: { ZOOM: dword(90) }, Proxy: { Kind: sz('none') } })
    expect(found).toEqual({ source: COMPUTER, content: { trial: false, settings: { zoom: 90 }, proxy: { kind: 'none' } } })
  })

  it('may have lists and groups as JSON, as keys, or as several texts', async () => {
    const found = await readComputer({
      servers: { 1: { name: sz('A'), host: sz('a'), port: dword(9), tls: dword(0) } },
      proxy: sz('{"kind":"none"}'),
      recommended: sz('{"zoom":90}'),
    })
    const servers = [{ name: 'A', host: 'a', port: 9, tls: false }]
    expect(found).toMatchObject({ content: { servers, proxy: { kind: 'none' }, recommended: { zoom: 90 } } })
    const texts = await readComputer({ servers: multiSz('{"name":"A","host":"a"}', '{"name":"B","host":"b"}') })
    expect(readPolicyValues(texts).values.servers?.map(({ name }) => name)).toEqual(['A', 'B'])
  })

  it('passes over the value without a name', async () => {
    expect(await readComputer({ '': sz('x'), trial: dword(1), servers: { '': sz('x'), 1: sz('{"name":"A","host":"a"}') } })).toEqual({
      source: COMPUTER,
      content: { trial: true, servers: [{ name: 'A', host: 'a' }] },
    })
  })
})

describe('a policy of the computer beside one of the person', () => {
  it('comes first, key by key and setting by setting', async () => {
    const api = fakeRegistry({
      HKLM: underPolicies({ trial: dword(0), settings: { zoom: dword(110) } }),
      HKCU: underPolicies({
        trial: dword(1),
        logLevel: sz('debug'),
        settings: { zoom: dword(90), theme: sz('dark') },
        recommended: { sound: dword(0) },
      }),
    })
    expect(await readRegistryPolicy(api)).toEqual({
      source: COMPUTER,
      content: { trial: false, logLevel: 'debug', settings: { zoom: 110, theme: 'dark' }, recommended: { sound: false } },
      places: new Map([
        ['logLevel', PERSON],
        ['recommended.sound', PERSON],
        ['settings.theme', PERSON],
      ]),
    })
  })

  it('comes first even where it is wrong: nothing takes its place unseen', async () => {
    const api = fakeRegistry({ HKLM: underPolicies({ trial: sz('no') }), HKCU: underPolicies({ trial: dword(0) }) })
    const { values, inForce } = readPolicyValues(await readRegistryPolicy(api))
    expect(values).toEqual({})
    expect(inForce.problems).toEqual([{ key: 'trial', code: 'invalid' }])
  })

  it('may be the only one', async () => {
    const api = fakeRegistry({ HKCU: underPolicies({ trial: dword(0) }) })
    expect(await readRegistryPolicy(api)).toEqual({ source: PERSON, content: { trial: false } })
  })
})

describe('a value of the wrong type', () => {
  it.each<[string, FakeKey]>([
    ['trial', { trial: sz('1') }],
    ['trial', { trial: dword(2) }],
    ['trial', { trial: { 1: dword(1) } }],
    ['trial', { trial: { type: 3, bytes: Buffer.from([1]) } }],
    ['logLevel', { logLevel: dword(1) }],
    ['caFile', { caFile: multiSz('C:\\a') }],
    ['servers', { servers: sz('im.example.com') }],
    ['servers', { servers: { 1: sz('im.example.com') } }],
    ['servers', { servers: dword(1) }],
    ['proxy', { proxy: sz('{') }],
    ['proxy', { proxy: { kind: sz('http'), host: sz('p'), port: sz('80') } }],
    ['settings', { settings: dword(1) }],
    ['settings.zoom', { settings: { zoom: sz('100') } }],
    ['settings.zoom', { settings: { zoom: { type: 4, bytes: Buffer.from([1]) } } }],
    ['settings.quietHours', { settings: { quietHours: { isOn: dword(1), from: sz('21:00') } } }],
  ])('of %s costs that alone, and is said: %j', async (key, registry) => {
    expect(await problemsOf({ requireTls: dword(1), ...registry })).toEqual([{ key, code: 'invalid' }])
    expect(readPolicyValues(await readComputer({ requireTls: dword(1), ...registry })).values).toEqual({ requireTls: true })
  })

  it('under a name that nobody knows is said as that', async () => {
    expect(await problemsOf({ retention: dword(3), settings: { colour: sz('red') }, More: { 1: sz('x') } })).toEqual([
      { key: 'settings.colour', code: 'unknown' },
      { key: 'More', code: 'unknown' },
      { key: 'retention', code: 'unknown' },
    ])
  })
})

describe('a registry that is no policy', () => {
  it.each<[string, FakeKey]>([
    ['large', { caFile: sz('x'.repeat(200_000)) }],
    ['full', { servers: Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [String(at), dword(at)])) }],
    ['deep', { a: { b: { c: { d: { e: { f: dword(1) } } } } } }],
  ])('because it is too %s is said, and every key is closed', async (_, key) => {
    const api = fakeRegistry({ HKLM: underPolicies(key) })
    expect(await readRegistryPolicy(api)).toEqual({ source: COMPUTER, code: 'invalid' })
    expect(api.opened).toBe(0)
  })

  it('because the system refuses is said', async () => {
    const api = {
      ...fakeRegistry({}),
      openKey: () => {
        throw new Error('ERROR_ACCESS_DENIED')
      },
    }
    expect(await readRegistryPolicy(api)).toEqual({ source: COMPUTER, code: 'unreadable' })
  })

  it('never ends in more than a list of problems, whatever is in it', async () => {
    const name = fc.oneof(
      fc.constantFrom(
        'trial',
        'servers',
        'proxy',
        'kind',
        'settings',
        'recommended',
        'zoom',
        'theme',
        'quietHours',
        'isOn',
        'autoDownload',
        '1',
        '2',
      ),
      fc.constantFrom('__proto__', 'constructor', 'toString', ''),
      fc.string(),
    )
    const value: fc.Arbitrary<FakeValue> = fc.record({
      type: fc.integer({ min: 0, max: 12 }),
      bytes: fc.oneof(
        fc.uint8Array({ maxLength: 24 }).map((bytes) => Buffer.from(bytes)),
        fc.json().map((text) => Buffer.from(text, 'utf16le')),
      ),
    })
    const { key } = fc.letrec<{ key: FakeKey; entry: FakeKey | FakeValue }>((tie) => ({
      key: fc.dictionary(name, tie('entry'), { maxKeys: 6 }),
      entry: fc.oneof({ depthSize: 'small', withCrossShrink: true }, value, tie('key')),
    }))
    await fc.assert(
      fc.asyncProperty(key, key, async (HKLM, HKCU) => {
        const api = fakeRegistry({ HKLM: underPolicies(HKLM), HKCU: underPolicies(HKCU) })
        const found = await readRegistryPolicy(api)
        const { problems } = readPolicyValues(found).inForce
        expect(problems.length).toBeLessThanOrEqual(found === undefined ? 0 : 50)
        expect(Object.values(policySettings(found).settings).every((rule) => typeof rule.isLocked === 'boolean')).toBe(true)
        expect(api.opened).toBe(0)
      }),
    )
  })
})

describe('the bytes of a value', () => {
  const env = { ProgramData: 'C:\\ProgramData' }
  it.each([
    ['a text', sz('Büro 总部'), 'Büro 总部'],
    ['a text without its end', { type: 1, bytes: Buffer.from('abc', 'utf16le') }, 'abc'],
    ['a text of half a character', { type: 1, bytes: Buffer.from([65, 0, 66]) }, 'A'],
    ['nothing', { type: 1, bytes: Buffer.alloc(0) }, ''],
    ['a text with a variable', expandSz('%programdata%\\office.pem'), 'C:\\ProgramData\\office.pem'],
    ['a text with one that is not set', expandSz('%NOWHERE%\\%'), '%NOWHERE%\\%'],
    ['a number', dword(0xffffffff), 0xffffffff],
    ['a long number', { type: 11, bytes: Buffer.from([5, 0, 0, 0, 0, 0, 0, 0]) }, 5],
    ['a longer number than one can be sure of', { type: 11, bytes: Buffer.alloc(8, 0xff) }, null],
    ['a number that was cut', { type: 4, bytes: Buffer.from([1, 0]) }, null],
    ['several texts', multiSz('a', 'b'), ['a', 'b']],
    ['something else', { type: 3, bytes: Buffer.from([1]) }, null],
  ] as const)('are %s', (_, { type, bytes }, expected) => {
    expect(decodeRegistryValue(type, bytes, env)).toEqual(expected)
  })
})
