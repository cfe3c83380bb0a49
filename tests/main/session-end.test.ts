import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { SessionEnd } from '../../src/main/app/window/session-end'

function setUp() {
  const monitor = new EventEmitter()
  const window = new EventEmitter()
  const did: string[] = []
  const end = new SessionEnd({ monitor, tellPage: () => did.push('page'), keep: () => did.push('place') })
  end.watch(window)
  return { monitor, window, did, end }
}

describe('the end of the session', () => {
  it('on Windows is asked about first: the page hands over its draft then, and at the end again', () => {
    const { window, did } = setUp()
    window.emit('query-session-end', { reasons: ['shutdown'] })
    expect(did).toEqual(['page', 'place'])
    window.emit('session-end', { reasons: ['shutdown'] })
    expect(did).toEqual(['page', 'place', 'page', 'place'])
  })

  it('elsewhere comes once', () => {
    const { monitor, did } = setUp()
    monitor.emit('shutdown')
    expect(did).toEqual(['page', 'place'])
  })

  it('is nobody’s business any more after the close', () => {
    const { monitor, did, end } = setUp()
    end.close()
    monitor.emit('shutdown')
    expect(did).toEqual([])
  })
})
