import { beforeEach, expect, it } from 'vitest'
import type { TrialRequest } from '../../src/main/app/account/local-server'
import { Trial } from '../../src/main/app/account/trial'
import { Cable } from '../../src/main/lib/cable'
import { Emitter } from '../../src/main/lib/emitter'
import type { AccountState } from '../../src/shared/account'
import { asConversationId, asUserId } from '../../src/shared/ids'
import { FakeClock } from '../helpers/fake-clock'
import { must } from '../helpers/results'
import { FORMS, FULL, PASSWORD_FORM } from '../helpers/spoken'

const SERVER = { kind: 'sync', host: '127.0.0.1', port: 1, tls: false, httpBase: '', caFile: '' } as const
const ROOM = asConversationId('c2g:design-review')

function signedIn(isLocalTrial: boolean): AccountState {
  return {
    state: 'signed_in',
    userId: asUserId('alice'),
    name: 'Alice',
    avatar: '',
    server: SERVER,
    form: PASSWORD_FORM,
    features: FULL.features,
    isTokenKept: true,
    isLocalTrial,
  }
}

class StageAccount extends Emitter<{ state: AccountState; step: never; session: never }> {
  state: AccountState = signedIn(true)
  readonly asked: TrialRequest[] = []
  answer: string | undefined = ROOM
  reconnects = 0

  ask(request: TrialRequest): Promise<string | undefined> {
    this.asked.push(request)
    return Promise.resolve(this.answer)
  }

  reconnectNow(): void {
    this.reconnects += 1
  }

  become(state: AccountState): void {
    this.state = state
    this.emit('state', state)
  }
}

let account: StageAccount
let cable: Cable
let clock: FakeClock
let trial: Trial

beforeEach(() => {
  account = new StageAccount()
  cable = new Cable(() => Promise.reject(new Error('not dialled here')))
  clock = new FakeClock()
  trial = new Trial({ server: account, account, cable, clock, language: () => 'zh' })
})

it('tells when the cable was pulled, and dials at once when it is in again', () => {
  const told: unknown[] = []
  trial.on('state', (state) => told.push(state))
  const pulledAt = clock.now()
  expect(trial.setCable({ isPulled: true })).toEqual({ ok: true, value: { cablePulledAt: pulledAt } })
  clock.advance(5000)
  must(trial.setCable({ isPulled: true }))
  expect(trial.state.cablePulledAt).toBe(pulledAt)
  expect(account.reconnects).toBe(0)
  must(trial.setCable({ isPulled: false }))
  expect(cable.isPulled).toBe(false)
  expect(account.reconnects).toBe(1)
  expect(told).toEqual([{ cablePulledAt: pulledAt }, {}])
})

it('plugs the cable in for whoever leaves the trial', () => {
  must(trial.setCable({ isPulled: true }))
  account.become({ state: 'signed_out', forms: FORMS })
  expect(cable.isPulled).toBe(false)
  expect(trial.state).toEqual({})
})

it('asks the server in the person’s name and language', async () => {
  expect(await trial.makeGap(ROOM)).toEqual({ ok: true, value: { conversationId: ROOM } })
  expect(await trial.colleagueWrites(undefined)).toEqual({ ok: true, value: { conversationId: ROOM } })
  expect(account.asked).toEqual([
    { act: 'make-gap', userId: 'alice', language: 'zh', conversationId: ROOM },
    { act: 'colleague-writes', userId: 'alice', language: 'zh' },
  ])
})

it('says so when no colleague can do it', async () => {
  account.answer = undefined
  expect(await trial.makeGap(ROOM)).toMatchObject({ ok: false, error: { code: 'no_colleague' } })
})

it('does nothing on a server that is not ours', async () => {
  account.become(signedIn(false))
  expect(trial.setCable({ isPulled: true })).toMatchObject({ ok: false, error: { code: 'no_trial' } })
  expect(await trial.makeGap(ROOM)).toMatchObject({ ok: false, error: { code: 'no_trial' } })
  expect(cable.isPulled).toBe(false)
  expect(account.asked).toEqual([])
})
