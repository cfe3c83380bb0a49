import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Probe } from '../helpers/probe'
import { callUrl, FileClient, sha256, someBytes } from './file-client'
import { TestOffice } from './office'

/** Of the server's whole look at a picture. */
const PNG_HEAD = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

let office: TestOffice
let files: Readonly<Record<'alice' | 'bob' | 'carol', FileClient>>
let alice: Probe
let bob: Probe
let picture: Buffer
let fileId: string
beforeEach(async () => {
  office = await TestOffice.open()
  files = { alice: new FileClient(office, 'alice'), bob: new FileClient(office, 'bob'), carol: new FileClient(office, 'carol') }
  alice = await office.enter('alice')
  bob = await office.enter('bob')
  picture = Buffer.concat([PNG_HEAD, someBytes(2992)])
  fileId = await files.alice.upload(picture)
})
afterEach(() => office.close())

type Who = keyof typeof files

const mayRead = async (who: Who, id = fileId): Promise<boolean> => {
  const { status, bytes } = await files[who].get(`/v1/files/${id}`)
  if (status === 200 && id === fileId) expect(bytes.equals(picture)).toBe(true)
  expect([200, 404]).toContain(status)
  return status === 200
}

const send = (probe: Probe, from: string, to: string, type: string, content: object, command: 'B101' | 'B102' = 'B101') =>
  probe.say(command, type, { sender_id: from, sender_name: '', sender_avatar: '', receiver_id: to, cli_mid: randomUUID(), ...content })

const image = (id: string, more: object = {}): object => ({ file_id: id, big_url: `/v1/files/${id}`, ...more })

describe('a file that a message names', () => {
  it('is readable by the members of the conversation, and by nobody else', async () => {
    expect(await mayRead('bob')).toBe(false)
    expect((await send(alice, 'alice', 'bob', 'image', image(fileId))).json.type).toBe('ack')
    expect([await mayRead('alice'), await mayRead('bob'), await mayRead('carol')]).toEqual([true, true, false])
  })

  it('has the server’s address, size and hash, whatever its sender wrote, live and in history', async () => {
    await send(
      alice,
      'alice',
      'bob',
      'image',
      image(fileId, { big_url: 'https://evil.example/x', url: 'https://evil.example/y', size: 1, sha256: '0'.repeat(64), caption: 'hi' }),
    )
    const truth = {
      file_id: fileId,
      big_url: `/v1/files/${fileId}`,
      url: `/v1/files/${fileId}`,
      size: 3000,
      sha256: sha256(picture),
      caption: 'hi',
    }
    await expect.poll(() => bob.messages.at(-1)?.json.data).toMatchObject(truth)
    const { items } = await office.get('bob', '/v1/conversations/c2c:alice:bob/messages')
    expect(items?.[0]?.['data']).toMatchObject(truth)
  })

  it('is forwarded without an upload, by whoever may read it', async () => {
    await send(alice, 'alice', 'bob', 'image', image(fileId))
    expect((await send(bob, 'bob', 'carol', 'image', image(fileId))).json.type).toBe('ack')
    expect(await mayRead('carol')).toBe(true)
  })

  it.each<[string, (id: string) => Promise<[type: string, content: object]>]>([
    ['of somebody else', async (id) => ['image', image(id)]],
    ['that is not there', async () => ['file', { file_id: `f_${'a'.repeat(26)}`, name: 'x', url: 'x' }]],
    ['that is no id', async () => ['sound', { file_id: 'f_none', url: 'x' }]],
    ['of somebody else as a preview', async (id) => ['video', { thumb_id: id, url: 'x' }]],
    ['of somebody else in a bundle', async (id) => ['bundle', { title: 't', items: [{ type: 'image', data: image(id) }] }]],
    [
      'of somebody else in a bundle of a bundle',
      async (id) => [
        'bundle',
        { title: 't', items: [{ type: 'bundle', data: { title: 'u', items: [{ type: 'image', data: image(id) }] } }] },
      ],
    ],
    [
      'whose upload is not whole',
      async () => {
        const path = (await files.bob.create(100)).headers['location']!
        await files.bob.patch(path, 0, someBytes(50))
        return ['file', { file_id: path.split('/').at(-1), name: 'x', url: 'x' }]
      },
    ],
  ])('and %s is refused with no_file, and opens nothing', async (_, content) => {
    const [type, data] = await content(fileId)
    const { json } = await send(bob, 'bob', 'carol', type, data)
    expect([json.type, json.data?.['code']]).toEqual(['nack', 'no_file'])
    expect([await mayRead('bob'), await mayRead('carol')]).toEqual([false, false])
    // The conversation goes on.
    expect((await send(bob, 'bob', 'carol', 'text', { content: 'sorry' })).json.data).toMatchObject({ seq: 1 })
  })

  it('in a bundle is readable by those who got the bundle', async () => {
    const inner = { title: 'u', items: [{ type: 'image', data: image(fileId, { big_url: 'x', size: 1 }) }] }
    const items = [
      { type: 'text', data: { content: 'see' } },
      { type: 'bundle', data: inner },
    ]
    expect((await send(alice, 'alice', 'bob', 'bundle', { title: 't', items })).json.type).toBe('ack')
    expect([await mayRead('bob'), await mayRead('carol')]).toEqual([true, false])
    await expect.poll(() => bob.messages.at(-1)?.json.data?.['items']).toHaveLength(2)
    const [, bundle] = bob.messages.at(-1)?.json.data?.['items'] as readonly { readonly data: typeof inner }[]
    expect(bundle?.data.items[0]?.data).toEqual({ file_id: fileId, big_url: `/v1/files/${fileId}`, size: 3000, sha256: sha256(picture) })
  })

  it('is not named by a type that names none, nor by an address alone', async () => {
    await send(alice, 'alice', 'bob', 'hologram', { file_id: fileId })
    await send(alice, 'alice', 'bob', 'text', { content: 'x', file_id: fileId })
    await send(alice, 'alice', 'bob', 'file', { name: 'x', url: `/v1/files/${fileId}` })
    expect(await mayRead('bob')).toBe(false)
  })

  it('is gone for the others with the message that is recalled, unless another names it', async () => {
    const first = await send(alice, 'alice', 'bob', 'image', image(fileId))
    const second = await send(alice, 'alice', 'bob', 'image', image(fileId))
    const recall = (mid: unknown) => alice.query('message.recall', { mid })
    expect((await recall(first.json.data?.['mid'])).command).toBe('B202')
    expect(await mayRead('bob')).toBe(true)
    await recall(second.json.data?.['mid'])
    expect([await mayRead('bob'), await mayRead('alice')]).toEqual([false, true])
    expect((await send(bob, 'bob', 'carol', 'image', image(fileId))).json.data?.['code']).toBe('no_file')
  })

  it('is gone for who leaves the group, and there for who joins it', async () => {
    const group = await office.group('G', ['alice', 'bob'])
    await send(alice, 'alice', group, 'image', image(fileId), 'B102')
    expect([await mayRead('bob'), await mayRead('carol')]).toEqual([true, false])
    await office.call('bob', 'DELETE', `/v1/groups/${group}/members`, { member_ids: ['bob'] })
    await office.call('alice', 'POST', `/v1/groups/${group}/members`, { member_ids: ['carol'] })
    expect([await mayRead('bob'), await mayRead('carol')]).toEqual([false, true])
    await send(alice, 'alice', 'bob', 'image', image(fileId))
    expect(await mayRead('bob')).toBe(true)
  })

  it('keeps its ack when it is sent again, though its sender lost the right since', async () => {
    const group = await office.group('G', ['alice', 'bob'])
    await send(alice, 'alice', group, 'image', image(fileId), 'B102')
    const data = { sender_id: 'bob', sender_name: '', sender_avatar: '', receiver_id: 'carol', cli_mid: randomUUID(), ...image(fileId) }
    const first = await bob.say('B101', 'image', data)
    await office.call('bob', 'DELETE', `/v1/groups/${group}/members`, { member_ids: ['bob'] })
    const again = await bob.say('B101', 'image', data)
    expect(again.json.data).toEqual({ ...first.json.data, request_id: again.requestId })
  })

  it('has a preview of at most 200 KiB', async () => {
    const small = await files.alice.upload(someBytes(200 * 1024))
    const large = await files.alice.upload(someBytes(200 * 1024 + 1))
    expect((await send(alice, 'alice', 'bob', 'image', image(fileId, { thumb_id: small }))).json.type).toBe('ack')
    expect((await send(alice, 'alice', 'bob', 'image', image(fileId, { thumb_id: large }))).json.data?.['code']).toBe('bad_message')
    expect([await mayRead('bob', small), await mayRead('bob', large)]).toEqual([true, false])
  })
})

/** The next message: its sender is answered first. */
const received = async (base: Probe) => (await base.message()).json.data ?? {}

describe('a plain client', () => {
  it('gets links that need no token, each for one file', async () => {
    const base = await office.enterBase('bob')
    const thumb = await files.alice.upload(someBytes(100))
    await send(alice, 'alice', 'bob', 'image', image(fileId, { thumb_id: thumb }))
    const data = await received(base)
    const [big, icon] = [String(data['big_url']), String(data['icon_url'])]
    expect(big).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:\\d+/v1/files/${fileId}\\?e=\\d{10}&s=[\\w-]{43}$`))
    expect(data['big_url ']).toBe(big)
    const read = await callUrl('GET', big, { headers: { range: 'bytes=0-9' } })
    expect([read.status, read.bytes.equals(picture.subarray(0, 10))]).toEqual([206, true])
    expect((await callUrl('GET', icon, {})).status).toBe(200)
    for (const wrong of [big.replace(fileId, thumb), big.replace(/e=\d/, 'e=9'), big.slice(0, -1), big.replace(/s=.*/, 's=')])
      expect(await callUrl('GET', wrong, {})).toMatchObject({ status: 404, code: 'not_found' })
  })

  it('gets them in bundles too, and never for what the message does not name', async () => {
    const base = await office.enterBase('bob')
    await send(alice, 'alice', 'bob', 'bundle', { title: 't', items: [{ type: 'image', data: image(fileId) }] })
    const items = (await received(base))['items'] as readonly { readonly data: { readonly big_url: string } }[]
    expect((await callUrl('GET', items[0]!.data.big_url, {})).status).toBe(200)
    await send(bob, 'bob', 'alice', 'file', { name: 'x', url: `/v1/files/${fileId}` })
    const aliceBase = await office.enterBase('alice')
    await send(bob, 'bob', 'alice', 'file', { name: 'x', url: `/v1/files/${fileId}` })
    expect((await received(aliceBase))['url']).toBe(`/v1/files/${fileId}`)
  })

  it('has no use of a link whose message was recalled', async () => {
    const base = await office.enterBase('bob')
    const sent = await send(alice, 'alice', 'bob', 'file', { file_id: fileId, name: 'x', url: 'x' })
    const link = String((await received(base))['url'])
    expect((await callUrl('GET', link, {})).status).toBe(200)
    await alice.query('message.recall', { mid: sent.json.data?.['mid'] })
    expect((await callUrl('GET', link, {})).status).toBe(404)
  })
})

describe('a picture of somebody', () => {
  let avatarId: string
  beforeEach(async () => {
    avatarId = await files.alice.upload(picture, { filetype: 'image/png' })
  })

  it('is readable by everybody who is signed in, as long as it is theirs', async () => {
    expect((await alice.query('profile.set', { avatar: `/v1/files/${avatarId}` })).command).toBe('B202')
    expect(await mayRead('carol', avatarId)).toBe(true)
    expect((await fetch(office.url(`/v1/files/${avatarId}`))).status).toBe(401)
    await alice.query('profile.set', { avatar: '' })
    expect(await mayRead('carol', avatarId)).toBe(false)
  })

  it('is a group’s too', async () => {
    const group = await office.group('G', ['alice', 'bob'])
    expect((await office.call('alice', 'PATCH', `/v1/groups/${group}`, { avatar: `/v1/files/${avatarId}` })).status).toBe(200)
    expect(await mayRead('carol', avatarId)).toBe(true)
  })

  it('is a link for a plain client', async () => {
    await alice.query('profile.set', { avatar: `/v1/files/${avatarId}` })
    const base = await office.enterBase('bob')
    await send(alice, 'alice', 'bob', 'text', { content: 'hi' })
    const link = String((await received(base))['sender_avatar'])
    expect((await callUrl('GET', link, {})).bytes.equals(picture)).toBe(true)
  })

  it('is one that its owner may read, by its bytes the picture that it is said to be, and no more than 1 MiB', async () => {
    const others = await files.bob.upload(picture, { filetype: 'image/png' })
    const text = await files.alice.upload(picture, { filetype: 'image/svg+xml' })
    const huge = await files.alice.upload(Buffer.concat([PNG_HEAD, someBytes(1024 * 1024)]), { filetype: 'image/png' })
    const page = await files.alice.upload(Buffer.from('<script>alert(1)</script>'), { filetype: 'image/png' })
    const other = await files.alice.upload(picture, { filetype: 'image/gif' })
    const group = await office.group('G', ['alice', 'bob'])
    for (const id of [others, text, huge, page, other, `f_${'a'.repeat(26)}`]) {
      const avatar = `/v1/files/${id}`
      expect((await alice.query('profile.set', { avatar })).json['code']).toBe('bad_avatar')
      const { status, body } = await office.call('alice', 'PATCH', `/v1/groups/${group}`, { avatar })
      expect([status, body['code']]).toEqual([400, 'bad_avatar'])
    }
    expect(await mayRead('carol', others)).toBe(false)
  })
})
