import type { Interface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import type { Writable } from 'node:stream'
import { z } from 'zod'

const answerSchema = z.object({ jimAsked: z.number(), value: z.unknown().optional(), problem: z.string().optional() })

/** Milliseconds between two looks at something that is waited for, and after which it will not come. */
const LOOK_MS = 50
const LIMIT_MS = 60_000

/**
 * The page of a measured app, which is spoken with through main alone. What is attached to a page's own protocol, as what
 * drives it in tests is, has the page keep the answers of the network for it: of pictures megabytes, which nobody else holds.
 */
export class UnwatchedPage {
  readonly #to: Writable
  readonly #waiting = new Map<number, (answer: z.infer<typeof answerSchema>) => void>()
  #lastId = 0

  /** @param lines what the app writes */
  constructor(to: Writable, lines: Interface) {
    this.#to = to
    lines.on('line', (line) => {
      const answer = line.startsWith('{"jimAsked"') ? answerSchema.parse(JSON.parse(line)) : undefined
      if (answer !== undefined) this.#waiting.get(answer.jimAsked)?.(answer)
    })
  }

  /** Runs an expression in the page; of a promise its value. @throws what it throws */
  run(code: string): Promise<unknown> {
    return this.#ask({ code })
  }

  /** By Electron's names of keys. */
  async press(key: string): Promise<void> {
    await this.#ask({ key })
  }

  /** Until the expression is true. */
  async until(code: string): Promise<void> {
    const until = performance.now() + LIMIT_MS
    while ((await this.run(code)) !== true) {
      if (performance.now() > until) throw new Error(`never true: ${code}`)
      await pause(LOOK_MS)
    }
  }

  #ask(asked: { readonly code?: string; readonly key?: string }): Promise<unknown> {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, ({ value, problem }) => {
        this.#waiting.delete(id)
        if (problem === undefined) resolve(value)
        else reject(new Error(problem))
      })
      this.#to.write(`${JSON.stringify({ jimAsked: id, ...asked })}\n`)
    })
  }
}
