import { describe, expect, it } from 'vitest'
import { type Probe, probeLink } from '../../../src/main/kinds/jim1/link/link-probe'
import { FakeClock } from '../../helpers/fake-clock'
import { FakeNetwork } from '../../helpers/fake-transport'

function probe(): { readonly clock: FakeClock; readonly network: FakeNetwork; readonly ended: Promise<Probe> } {
  const clock = new FakeClock()
  const network = new FakeNetwork()
  const address = { host: 'im.example.com', port: 9001, tls: true }
  return { clock, network, ended: probeLink({ address, openTransport: network.openTransport, clock }) }
}

describe('a probe of the way to a server', () => {
  it('times its stages and the ping, then hangs up', async () => {
    const { clock, network, ended } = probe()
    const peer = network.last
    for (const stage of ['resolving', 'proxying', 'connecting', 'securing'] as const) {
      peer.stage(stage)
      clock.advance(10)
    }
    peer.open()
    expect(peer.said('ping')).toHaveLength(1)
    clock.advance(24)
    peer.text('pong', 0, 'pong')
    expect(await ended).toEqual({
      stages: [
        { stage: 'resolving', tookMs: 10 },
        { stage: 'proxying', tookMs: 10 },
        { stage: 'connecting', tookMs: 10 },
        { stage: 'securing', tookMs: 10 },
        { stage: 'greeting', tookMs: 24 },
      ],
      rttMs: 24,
    })
    expect(peer.said('clientClose')).toEqual([{ name: 'clientClose', requestId: 2, reason: 'tested' }])
    expect(peer.isEnded).toBe(true)
    expect(clock.pending).toBe(0)
  })

  it('says nothing of who asks', async () => {
    const { network, ended } = probe()
    network.last.open()
    network.last.text('pong', 0, 'pong')
    await ended
    expect(network.last.packets.map(({ name }) => name)).toEqual(['ping', 'clientClose'])
  })

  it('ends where the link ends', async () => {
    const { clock, network, ended } = probe()
    network.last.stage('resolving')
    network.last.stage('proxying')
    clock.advance(7)
    network.last.close('proxy_auth', '407')
    expect(await ended).toEqual({
      stages: [
        { stage: 'resolving', tookMs: 0 },
        { stage: 'proxying', tookMs: 7 },
      ],
      failure: { code: 'proxy_auth', reason: '407' },
    })
  })

  it('gives up on a server that takes the link and says nothing for 5 s', async () => {
    const { clock, network, ended } = probe()
    network.last.open()
    clock.advance(5_000)
    expect((await ended).failure?.code).toBe('silent')
    expect(network.last.isDestroyed).toBe(true)
    expect(clock.pending).toBe(0)
  })

  it('tells a web server from one of jim1', async () => {
    const { clock, network, ended } = probe()
    network.last.open()
    network.last.bytes(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect((await ended).failure?.code).toBe('other_protocol')
    expect(clock.pending).toBe(0)
  })
})
