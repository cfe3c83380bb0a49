import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseCommandLine, type UserCommand } from '../../src/server/cli/command-line'
import { runUser } from '../../src/server/cli/run-user'
import { UsageError } from '../../src/server/cli/usage-error'
import { openSqliteStore } from '../../src/server/store/sqlite-store'
import { checkAvatarAddress, checkLabel, cleanLine } from '../../src/server/world/labels'
import type { Probe } from '../helpers/probe'
import { authenticate, passwordOf, TestOffice, textFrom } from './office'

const BAD: readonly (readonly [what: string, name: string])[] = [
  ['a zero-width space alone', '\u200b'],
  ['a Hangul filler alone', '\u3164'],
  ['a blank pattern of Braille alone', '\u2800'],
  ['a joiner alone', '\u200d'],
  ['a combining mark alone', '\u0301'],
  ['blanks of every kind', '\u00a0\u2003\u3000'],
  ['an override that turns it around', '\u202eecila'],
  ['an isolate', 'a\u2066b\u2069'],
  ['a mark of direction', 'bob\u200f'],
  ['a zero-width space between letters', 'al\u200bice'],
  ['a soft hyphen', 'al\u00adice'],
  ['a line break', 'alice\nadmin'],
  ['a paragraph break', 'alice\u2029admin'],
  ['a control character', 'alice\u0007'],
  ['an escape', '\u001b[31malice'],
  ['half a character', 'alice\ud83d'],
]
const GOOD = ['陈晨', 'Zoë O’Brien-Smith', 'مريم', 'نمی‌خواهم', 'क्‍ष', '👩‍💻 Ada', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '❤️', 'ﾊﾝｶｸ', '.', '1', '🚀']

describe('a name or title', () => {
  it.each(BAD)('is refused: %s', (_, name) => {
    expect(() => checkLabel(name)).toThrow(expect.objectContaining({ code: 'bad_name', status: 400 }))
  })

  it.each(GOOD)('is taken: %s', (name) => {
    expect(checkLabel(name)).toBe(name)
  })

  it('is cleaned, not refused, where a device names itself', () => {
    expect(cleanLine(' Bob’s \u202elaptop\nadmin\u200b\ud83d ')).toBe('Bob’s laptop admin')
  })
})

describe('an address of a picture', () => {
  it.each(['', 'https://x.example/a.png', `/v1/files/f_${'a2'.repeat(13)}`])('is taken: %j', (avatar) => {
    expect(checkAvatarAddress(avatar)).toBe(avatar)
  })

  it.each([
    'http://x.example/a.png',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:image/png;base64,AA',
    '//x.example/a.png',
    'https://',
    'https:///a',
    '/v1/files/../me',
    '/v1/files/f_abc',
    'https://x.example/\u0000',
  ])('is refused: %j', (avatar) => {
    expect(() => checkAvatarAddress(avatar)).toThrow(expect.objectContaining({ code: 'bad_avatar' }))
  })
})

describe('on every road', () => {
  let office: TestOffice
  let alice: Probe
  beforeEach(async () => {
    office = await TestOffice.open()
    alice = await office.enter('alice')
  })
  afterEach(() => office.close())

  it.each(BAD)('nobody is, and nothing is called, %s', async (_, name) => {
    const groupId = await office.group('G', ['alice', 'bob'])
    const answers = [
      (await alice.query('profile.set', { name })).json['code'],
      (await office.call('alice', 'POST', '/v1/groups', { title: name, member_ids: ['bob'] })).body['code'],
      (await office.call('alice', 'PATCH', `/v1/groups/${groupId}`, { title: name, notice: 'n' })).body['code'],
      await office.server.addUser({ userId: 'eve', name, password: 'p' }).catch((error: { code: string }) => error.code),
    ]
    // What is blank for a schema is refused by that.
    for (const code of answers) expect(['bad_name', 'bad_request']).toContain(code)
    const { items } = await office.get('bob', '/v1/conversations')
    expect(items?.map(({ title, notice, last_seq }) => [title, notice, last_seq])).toEqual([['G', '', 1]])
    expect((await office.get('bob', '/v1/users')).items?.map((user) => user['name'])).toEqual(['ALICE', 'BOB', 'CAROL'])
  })

  it('pictures, notices and statuses are looked at too', async () => {
    const groupId = await office.group('G', ['alice', 'bob'])
    const patch = (change: object) => office.call('alice', 'PATCH', `/v1/groups/${groupId}`, change)
    expect((await patch({ avatar: 'file:///x' })).body['code']).toBe('bad_avatar')
    expect((await patch({ notice: 'a\u0000b' })).body['code']).toBe('bad_text')
    expect((await patch({ notice: '周五发布\n\t第二行' })).body['notice']).toBe('周五发布\n\t第二行')
    expect((await alice.query('profile.set', { avatar: 'http://x/y' })).json['code']).toBe('bad_avatar')
    expect((await alice.query('profile.set', { status: 'a\u202eb' })).json['code']).toBe('bad_name')
    expect((await alice.query('profile.set', { status: '' })).command).toBe('B202')
    const bob = await office.enter('bob')
    await bob.query('presence.subscribe', { user_ids: ['alice'] })
    alice.send('B104', { type: 'presence', data: { state: 'busy', status: 'in a\u202e meeting\n' } })
    expect(await bob.push('presence', { state: 'busy' })).toMatchObject({ status: 'in a meeting' })
  })

  it('a device is called what can be shown in the list of sessions', async () => {
    const probe = await office.connect()
    const name = 'Alice’s \u202elaptop\u0007'
    await authenticate(probe, 'alice', { token: passwordOf('alice'), profile: 'sync/1', device_name: name })
    const names = async () => (await office.get('alice', '/v1/sessions')).items?.map((item) => item['device_name'])
    await expect.poll(names).toContain('Alice’s laptop')
  })
})

describe('user add', () => {
  let dataDir: string
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'jim-server-'))
  })
  afterEach(() => rm(dataDir, { recursive: true }))

  it.each([...BAD, ['too many characters', 'x'.repeat(65)] as const])('takes no name that is %s', async (_, name) => {
    const words = ['user', 'add', 'eve', '--name', name, '--password', 'p', '--data', dataDir]
    const added = runUser(parseCommandLine(words) as UserCommand)
    await expect(added).rejects.toThrow(UsageError)
    await expect(added).rejects.toThrow('--name: a name ')
    const store = openSqliteStore(join(dataDir, 'server.db'))
    expect(await store.users.list()).toEqual([])
    await store.close()
  })
})

describe('two changes of a profile at once', () => {
  it('both hold', async () => {
    const office = await TestOffice.open()
    const { store } = office.server
    await Promise.all([
      store.users.setProfile('alice', { name: '陈晨' }),
      store.users.setProfile('alice', { status: '开会' }),
      store.users.setProfile('alice', { avatar: 'https://x/y' }),
    ])
    expect(await store.users.get('alice')).toMatchObject({ name: '陈晨', status: '开会', avatar: 'https://x/y' })
    expect((await office.get('bob', '/v1/users?q=chenchen')).items?.map((user) => user['user_id'])).toEqual(['alice'])
    const bob = await office.enter('bob')
    await bob.say('B101', 'text', textFrom('bob', 'alice', 'x'))
    await office.close()
  })
})
