import { NatsProcess } from './nats-process'

/** One NATS for all offices of a run: each has a subject of its own. Returns what ends it. */
export default async function setUp(): Promise<() => Promise<void>> {
  const nats = await NatsProcess.start()
  process.env['JIM_TEST_NATS'] = nats.url
  return () => nats.kill()
}
