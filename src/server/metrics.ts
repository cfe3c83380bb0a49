import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What `/metrics` tells, in Prometheus' text format. */
export class Metrics {
  readonly registry = new Registry()
  readonly connections = this.#gauge('jim_connections', 'Open connections, authenticated or not')
  readonly sessions = this.#gauge('jim_sessions', 'Authenticated sessions')
  readonly framesIn = this.#counter('jim_frames_in_total', 'Frames received')
  readonly framesOut = this.#counter('jim_frames_out_total', 'Frames sent')
  readonly messagesIn = this.#counter('jim_messages_in_total', 'Messages received, good or not')
  readonly messagesOut = this.#counter('jim_messages_out_total', 'Messages delivered, once for each session')
  readonly acks = this.#counter('jim_acks_total', 'Messages acknowledged, repeated ones included')
  readonly nacks = this.#counter('jim_nacks_total', 'Messages refused')
  readonly badBodies = this.#counter('jim_bad_bodies_total', 'Frames whose body was dropped')
  readonly protocolErrors = this.#counter('jim_protocol_errors_total', 'Connections closed as not speaking jim1')
  readonly overflows = this.#counter('jim_queue_overflows_total', 'Connections closed because they did not read')
  readonly loginFailures = this.#counter('jim_login_failures_total', 'Refused log-ins')
  readonly fileBytesIn = this.#counter('jim_file_bytes_in_total', 'Bytes of uploads')
  readonly fileBytesOut = this.#counter('jim_file_bytes_out_total', 'Bytes of files that were read')
  readonly storeSeconds = new Histogram({
    name: 'jim_store_seconds',
    help: 'Time to store the messages that arrived together, on disk',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5],
    registers: [this.registry],
  })

  /** A gauge whose value is asked for when somebody looks. */
  watch(name: string, help: string, value: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        this.set(await value())
      },
    })
  }

  #gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, registers: [this.registry] })
  }

  #counter(name: string, help: string): Counter {
    return new Counter({ name, help, registers: [this.registry] })
  }
}
