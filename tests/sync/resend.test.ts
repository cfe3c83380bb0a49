import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { asConversationId, asUserId } from '@shared/ids'
import { afterSilence, goesAgain } from '../../src/main/sync/outbox/no-answer'
import { FakeClock } from '../helpers/fake-clock'
import { OTHER_FEATURES } from '../helpers/other-kind/other-link'
import { OtherServer } from '../helpers/other-kind/other-server'
import { OtherDevice } from './other-device'
import { AB, AC, OtherWorld, restarted, sendAgain } from './other-world'

describe('without a word of a message', () => {
  it.each([
    ['stored', 'safe', ['again', 'again', 'again', 'again', 'new_link']],
    ['accepted', 'safe', ['again', 'again', 'again', 'unconfirmed']],
    ['stored', 'duplicates', ['unconfirmed']],
    ['accepted', 'duplicates', ['unconfirmed']],
  ] as const)('acks %s, resend %s: what follows each try', (acks, resend, expected) => {
    expect(expected.map((_, index) => afterSilence({ acks, resend }, index + 1))).toEqual(expected)
  })

  it.each([
    ['safe', true, true],
    ['safe', false, true],
    ['duplicates', true, false],
    ['duplicates', false, true],
  ] as const)('resend %s, written %s, then the link is lost: goes again %s', (resend, isWritten, expected) => {
    expect(goesAgain({ acks: 'stored', resend }, isWritten)).toBe(expected)
  })
})

describe('where a second copy is a second message', () => {
  let clock: FakeClock
  let server: OtherServer
  const devices: OtherDevice[] = []

  beforeEach(() => {
    clock = new FakeClock()
    server = new OtherServer(false)
  })

  afterEach(() => {
    const made = devices.splice(0)
    for (const each of made) each.close()
    for (const store of new Set(made.map((each) => each.store))) store.close()
    expect(made.map((each) => each.clock.pending)).toEqual(made.map(() => 0))
  })

  async function online(): Promise<OtherDevice> {
    const made = new OtherDevice(server, clock, 'alice', { features: { ...OTHER_FEATURES, resend: 'duplicates' } })
    devices.push(made)
    made.link.connect()
    await clock.advanceAsync(2000)
    return made
  }

  const kept = (): readonly string[] => server.of(AB).map(({ text }) => text)
  const statuses = (device: OtherDevice): readonly string[] => device.rows(AB).map(({ status }) => status)

  it('a message without an ack is written once, and is unconfirmed; what is behind it goes', async () => {
    const alice = await online()
    let losses = 1
    server.faults.dropAck = () => losses-- > 0
    for (const text of ['a', 'b']) alice.say(text, AB)
    await clock.advanceAsync(9_999)
    expect(statuses(alice)).toEqual(['sending', 'queued'])
    await clock.advanceAsync(20_000)
    expect(kept()).toEqual(['a', 'b'])
    expect([...statuses(alice)].sort()).toEqual(['sent', 'unconfirmed'])
    expect(
      alice.store.deliveryLog
        .details(alice.rows(AB).find(({ status }) => status === 'unconfirmed')!.localId)
        ?.steps.map(({ step }) => step),
    ).toEqual(['composed', 'written', 'unconfirmed'])
  })

  it('history tells within a minute that it has arrived, also far below what came since', async () => {
    const alice = await online()
    server.post(AB, asUserId('bob'), 'before')
    await clock.advanceAsync(100_000)
    let losses = 1
    server.faults.dropAck = () => losses-- > 0
    alice.say('arrived', AB)
    await clock.advanceAsync(100)
    for (let i = 1; i <= 70; i++) server.post(AB, asUserId('bob'), `since ${i}`)
    await clock.advanceAsync(20_000)
    expect(alice.rows(AB).find(({ isMine }) => isMine)?.status).toBe('unconfirmed')
    await clock.advanceAsync(60_000)
    expect(alice.rows(AB)[1]).toMatchObject({ status: 'sent', mid: '2', content: { content: 'arrived' } })
    expect(kept()).toHaveLength(72)
  })

  it('history tells within a minute, also when nothing came since', async () => {
    const alice = await online()
    server.post(AB, asUserId('bob'), 'before')
    await clock.advanceAsync(70_000)
    server.faults.dropAck = () => true
    alice.say('arrived', AB)
    await clock.advanceAsync(20_000)
    expect(statuses(alice)).toEqual(['received', 'unconfirmed'])
    await clock.advanceAsync(60_000)
    expect(statuses(alice)).toEqual(['received', 'sent'])
  })

  it('an ack that comes late still settles it', async () => {
    const alice = await online()
    server.faults.dropAck = () => true
    alice.say('late', AB)
    await clock.advanceAsync(20_000)
    expect(statuses(alice)).toEqual(['unconfirmed'])
    const [message] = server.of(AB)
    alice.link.hear({ event: 'accepted', cliMid: message!.cliMid, mid: message!.mid, at: message!.at })
    await clock.advanceAsync(1)
    expect(alice.rows(AB)).toMatchObject([{ status: 'sent', mid: '1' }])
  })

  it('a link that is lost after it was written does not send it again; history tells that it arrived', async () => {
    const alice = await online()
    server.faults.dropAck = () => true
    alice.say('arrived', AB)
    await clock.advanceAsync(100)
    alice.link.cut()
    expect(statuses(alice)).toEqual(['unconfirmed'])
    await clock.advanceAsync(30_000)
    expect(kept()).toEqual(['arrived'])
    expect(alice.rows(AB)).toMatchObject([{ status: 'sent', mid: '1' }])
  })

  it('what did not arrive stays unconfirmed, and the person sends it again', async () => {
    const alice = await online()
    alice.link.isSilent = true
    alice.say('nowhere', AB)
    await clock.advanceAsync(100)
    alice.link.cut()
    await clock.advanceAsync(60_000)
    expect([kept(), statuses(alice)]).toEqual([[], ['unconfirmed']])
    expect(sendAgain(alice, AB)).toBe(1)
    await clock.advanceAsync(1000)
    expect([kept(), statuses(alice)]).toEqual([['nowhere'], ['sent']])
  })

  it('what had not left when the link was lost goes with the next', async () => {
    const alice = await online()
    alice.link.isHeldBack = true
    alice.say('waits', AB)
    await clock.advanceAsync(100)
    expect(statuses(alice)).toEqual(['sending'])
    alice.link.isHeldBack = false
    alice.link.cut()
    expect(statuses(alice)).toEqual(['queued'])
    await clock.advanceAsync(5000)
    expect([kept(), statuses(alice)]).toEqual([['waits'], ['sent']])
  })

  it('what was on its way when the program ended is not sent again by the next', async () => {
    const alice = await online()
    alice.link.isSilent = true
    for (const text of ['on its way', 'behind']) alice.say(text, AB)
    await clock.advanceAsync(100)
    const again = restarted(alice)
    devices.push(again)
    expect(statuses(again)).toEqual(['unconfirmed', 'queued'])
    again.link.connect()
    await again.clock.advanceAsync(30_000)
    expect(kept()).toEqual(['behind'])
    expect([...statuses(again)].sort()).toEqual(['sent', 'unconfirmed'])
  })

  it('a server that wants a pause is not sent again what waits for its ack elsewhere', async () => {
    const alice = await online()
    let isBusy = true
    server.faults.putOff = () => (isBusy ? 3000 : undefined)
    server.faults.dropAck = () => true
    isBusy = false
    alice.say('elsewhere', AC)
    await clock.advanceAsync(100)
    isBusy = true
    alice.say('put off', AB)
    await clock.advanceAsync(100)
    isBusy = false
    server.faults.dropAck = undefined as never
    expect([statuses(alice), alice.rows(AC).map(({ status }) => status)]).toEqual([['queued'], ['sending']])
    await clock.advanceAsync(30_000)
    expect([kept(), statuses(alice)]).toEqual([['put off'], ['sent']])
    expect(server.of(AC).map(({ text }) => text)).toEqual(['elsewhere'])
    expect(alice.rows(AC).map(({ status }) => status)).toEqual(['unconfirmed'])
  })

  it('says so to nobody in vain: a conversation of one person goes on while another is silent', async () => {
    const alice = await online()
    server.faults.dropAck = () => true
    alice.say('silence', asConversationId('c2c:alice:dave'))
    await clock.advanceAsync(100)
    server.faults.dropAck = undefined as never
    alice.say('goes', AB)
    await clock.advanceAsync(100)
    expect([kept(), statuses(alice)]).toEqual([['goes'], ['sent']])
    server.post(AB, asUserId('bob'), 'answer')
    await clock.advanceAsync(100)
    expect(statuses(alice)).toEqual(['sent', 'received'])
  })
})

describe('whatever goes wrong where a second copy is a second message', () => {
  it.each(Array.from({ length: 25 }, (_, i) => i + 1))('seed %i: nothing is twice, and nothing is lost without a word', async (seed) => {
    const world = new OtherWorld(seed, 'duplicates')
    await world.run()
    const all = (): readonly string[] => [AB, AC].flatMap((talk) => world.server.of(talk).map(({ text }) => text))
    expect(all()).toHaveLength(new Set(all()).size)
    const left = world.lives.flatMap((life) => [AB, AC].flatMap((talk) => life.rows(talk))).filter(({ status }) => status === 'unconfirmed')
    expect([...all(), ...left.map(({ content }) => content['content'])].sort()).toEqual(
      Array.from({ length: world.written }, (_, i) => `t${i + 1}`).sort(),
    )
    for (const life of world.lives) for (const talk of world.talksOf(life)) sendAgain(life, talk)
    await world.settle()
    expect([...all()].sort()).toEqual(Array.from({ length: world.written }, (_, i) => `t${i + 1}`).sort())
    for (const life of world.lives) {
      for (const talk of world.talksOf(life)) {
        const expected = world.server.of(talk).map(({ mid, text }) => [String(mid), text])
        expect(life.rows(talk).map(({ mid, content }) => [mid, content['content']])).toEqual(expected)
        expect(life.rows(talk).every(({ isMine, status }) => status === (isMine ? 'sent' : 'received'))).toBe(true)
        expect(life.store.outbox.count()).toBe(0)
      }
    }
    world.close()
  })
})
