import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BotStage, type Person } from './bot-stage'

const MINUTE = 60_000
const BOB = 'c2c:alice:bob'
const REVIEW = 'c2g:design-review'

let stage: BotStage
let alice: Person

const answersTo = (person: Person, conversationId: string): Person['messages'] =>
  person.messages.filter(({ data }) => data['conversation_id'] === conversationId)
const textsTo = (person: Person, conversationId: string): readonly string[] =>
  answersTo(person, conversationId).flatMap(({ type, data }) => (type === 'text' ? [String(data['content'])] : []))
const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text)

beforeEach(async () => {
  stage = await BotStage.open()
  alice = await stage.enter('alice')
})

afterEach(async () => {
  await stage.close()
  expect(stage.clock.pending).toBe(0)
  expect(stage.warnings).toEqual([])
})

describe('a colleague who is written to', () => {
  it('receives, reads, types and answers, in this order', async () => {
    await alice.write('bob', 'Hello')
    await stage.pass(20_000)
    const order = alice.events.flatMap((event) => {
      const kind = event.kind === 'push' ? event.type : event.kind
      return ['delivered', 'read', 'typing', 'message'].includes(kind) ? [kind] : []
    })
    expect(order.indexOf('delivered')).toBeLessThan(order.indexOf('typing'))
    expect(order.indexOf('typing')).toBeLessThan(order.indexOf('message'))
    expect(order).toContain('read')
    expect(alice.messages).toMatchObject([{ from: 'bob', type: 'text', data: { conversation_id: 'c2c:alice:bob' } }])
  })

  it('answers in the language that is spoken to them', async () => {
    await alice.write('bob', '你好')
    await stage.pass(20_000)
    await alice.write('bob', 'Good morning')
    await stage.pass(20_000)
    expect(textsTo(alice, BOB).map(isChinese)).toEqual([true, false])
  })

  it('says again what was asked, and cuts no emoji in half', async () => {
    const family = '👩‍👩‍👧‍👦'
    await alice.write('bob', `Could you check ${family.repeat(40)}?`)
    await stage.pass(20_000)
    expect(textsTo(alice, BOB)[0]).toContain(`“Could you check ${family.repeat(8)}…”`)
  })

  it('sends a picture when asked for one', async () => {
    await alice.write('bob', '发张截图看看')
    await stage.pass(30_000)
    expect(answersTo(alice, BOB).map(({ type }) => type)).toEqual(['text', 'image'])
    const { file_id: fileId, big_url: url, size } = answersTo(alice, BOB)[1]?.data ?? {}
    expect([url, Number(size) > 1000]).toEqual([`/v1/files/${String(fileId)}`, true])
    expect((await stage.store.files.readable('alice', [String(fileId)])).map((file) => file.fileId)).toEqual([fileId])
  })

  it('gives one answer to what is written in a row', async () => {
    for (const text of ['Hi', 'one more thing', 'is the draft ready?']) {
      await alice.write('bob', text)
      await stage.pass(500)
    }
    await stage.pass(20_000)
    expect(answersTo(alice, BOB)).toHaveLength(1)
  })

  it('comes back to answer when they were gone', async () => {
    const isGone = (userId: string): boolean => stage.world.sessions.of(userId).length === 0
    const played = (await stage.store.users.list()).map(({ userId }) => userId)
    let missing: string | undefined
    for (let minute = 0; missing === undefined && minute < 60; minute++) {
      await stage.pass(MINUTE)
      missing = played.find(isGone)
    }
    await alice.write(missing!, 'Are you there?')
    await stage.pass(15_000)
    const pair = ['alice', missing].sort().join(':')
    expect(answersTo(alice, `c2c:${pair}`).map(({ from }) => from)).toEqual([missing])
    expect(alice.signals).toContain(`read ${missing}`)
  })
})

describe('in a group', () => {
  it('one colleague answers what was said to nobody in particular', async () => {
    await alice.write(REVIEW, '大家早')
    await stage.pass(15_000)
    expect(answersTo(alice, REVIEW)).toHaveLength(1)
  })

  it('whoever is mentioned answers, quotes it and mentions the writer', async () => {
    const mid = await alice.write(REVIEW, '@赵大伟 Dave Zhao 周四可以吗？', { mentions: ['dave'] })
    await stage.pass(20_000)
    const [answer, ...more] = answersTo(alice, REVIEW)
    expect(more).toEqual([])
    expect(answer).toMatchObject({ from: 'dave', data: { reply_to: mid, mentions: ['alice'] } })
    expect(answer?.data['content']).toMatch(/^@陈晨 Alice Chen /)
  })

  it('two answer at most, however many are called', async () => {
    await alice.write(REVIEW, '@all ready?', { mentions: ['*'] })
    await stage.pass(40_000)
    expect(new Set(answersTo(alice, REVIEW).map(({ from }) => from)).size).toBe(2)
  })

  it('nobody answers for somebody else who is real', async () => {
    await stage.enter('bob')
    await alice.write(REVIEW, '@王建国 Bob Wang ?', { mentions: ['bob'] })
    await stage.pass(20_000)
    expect(answersTo(alice, REVIEW)).toEqual([])
  })
})

describe('the office', () => {
  it('leaves a part to the person who signs in for it', async () => {
    const bob = await stage.enter('bob')
    expect(stage.world.sessions.of('bob')).toEqual([bob])
    await alice.write('bob', 'Hello?')
    await stage.pass(10 * MINUTE)
    expect(alice.messages.filter(({ from }) => from === 'bob')).toEqual([])
    expect(alice.signals).not.toContain('read bob')
    expect(bob.messages[0]).toMatchObject({ from: 'alice', data: { content: 'Hello?' } })
  })

  it('is never half empty, and nobody sits there for ever', async () => {
    const colleagues = 11
    const wereAway = new Set<string>()
    for (let minute = 0; minute < 90; minute++) {
      await stage.pass(MINUTE)
      const here = stage.world.sessions.userIds().filter((userId) => userId !== 'alice')
      expect(here.length).toBeGreaterThanOrEqual(colleagues / 2)
      for (const { userId } of await stage.store.users.list()) if (!here.includes(userId)) wereAway.add(userId)
    }
    expect(wereAway.size).toBeGreaterThan(5)
  })

  it('talks by itself, and less and less while nobody joins in', async () => {
    const before = await stage.store.messages.count()
    await stage.pass(10 * MINUTE)
    const soon = (await stage.store.messages.count()) - before
    expect(soon).toBeGreaterThan(3)
    await stage.pass(8 * 60 * MINUTE)
    expect((await stage.store.messages.count()) - before).toBeLessThan(300)
  }, 120_000)

  it('is silent while nobody is there to hear it', async () => {
    await stage.world.disconnect(alice)
    const before = await stage.store.messages.count()
    await stage.pass(60 * MINUTE)
    expect(await stage.store.messages.count()).toBe(before)
  })
})

describe('guests of an office of one’s own', () => {
  it('answer too, under names that say what they are', async () => {
    const own = await BotStage.open({ isSample: false })
    await own.store.users.create({ userId: 'zoe', name: 'Zoe', avatar: '', status: '', passwordHash: '', lastSeen: 0 })
    const zoe = await own.enter('zoe')
    await zoe.write('bot-max', 'Hello')
    await own.pass(20_000)
    expect(zoe.messages).toMatchObject([{ from: 'bot-max', type: 'text' }])
    const names = (await own.store.users.list()).map(({ name }) => name)
    expect(names.filter((name) => name.includes('bot'))).toHaveLength(2)
    await own.close()
  })
})
