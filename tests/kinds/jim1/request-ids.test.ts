import { expect, it } from 'vitest'
import { ConnectionFixture } from '../../connection/connection-fixture'

/** The request id of the newest `B001`. */
const authId = (link: ConnectionFixture): number | undefined => link.peer.said('auth').at(-1)?.requestId

/** The link is cut, and the next one is there. */
function redial(link: ConnectionFixture): void {
  link.peer.close('reset', 'cut')
  link.clock.advance(60_000)
  link.peer.open()
}

it('request ids start anew with each session of a sync/1 server', () => {
  const link = new ConnectionFixture().start().accept()
  expect(authId(link)).toBe(1)
  redial(link)
  expect(authId(link)).toBe(1)
})

it('request ids count on after a session that was plain, whatever the account asked for', () => {
  const link = new ConnectionFixture().start().acceptBase()
  expect(authId(link)).toBe(1)
  redial(link)
  expect(authId(link)).toBeGreaterThan(1)
})

it('request ids of a plain account begin above those of the last start', () => {
  const link = new ConnectionFixture({ lastRequestId: 1000 }).start({ kind: 'base', token: '1' })
  link.peer.open()
  expect(authId(link)).toBe(1001)
})
