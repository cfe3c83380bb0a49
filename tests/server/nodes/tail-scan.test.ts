import { describe, expect, it } from 'vitest'
import { silentServerLogger } from '../../../src/server/logger'
import { TailScan } from '../../../src/server/nodes/tail-scan'
import { StoreUnavailableError } from '../../../src/server/store/store-unavailable-error'
import { FakeClock } from '../../helpers/fake-clock'

describe('the scan of the tail', () => {
  it('closes also when the store goes away under its last look', async () => {
    const clock = new FakeClock()
    let fail = (_error: Error): void => undefined
    const scan = new TailScan({
      messages: { lastMid: async () => 0, tail: () => new Promise((_resolve, reject) => (fail = reject)) },
      clock,
      logger: silentServerLogger,
      isAway: () => false,
      commitWithinMs: 1000,
      onHeads: () => undefined,
    })
    await scan.start()
    await clock.advanceAsync(5000)
    const closing = scan.close()
    fail(new StoreUnavailableError('away'))
    await expect(closing).resolves.toBeUndefined()
  })
})
