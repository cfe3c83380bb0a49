import { attachment } from './attachments'
import { callNameOf, nameOf } from './people'
import type { SeededRandom } from './random'
import type { Staging } from './staging'
import { wordFor } from './words'
import type { Slot } from './calendar'

/**
 * A short exchange, written as one line per message:
 *
 * ```
 *   A Could <you|anybody> look at {fig}?      text; <…|…> one of these, {…} a word of `words.ts`
 *   B^1 Which {page}, @A?                     a reply to line 1; @A mentions, @all mentions everyone
 *   A !image                                  an attachment of `attachments.ts`, with its argument behind it
 *   A !recall 3                               takes line 3 back
 * ```
 *
 * Speakers are A–D, cast anew each time; `{B}` is what B is called.
 */
export type Scene = {
  readonly lines: readonly SceneLine[]
  readonly speakers: number
  /** It mentions somebody, which makes sense only in a group. */
  readonly hasMention: boolean
}

type SceneLine = {
  readonly speaker: number
  readonly replyTo: number | undefined
  readonly attachment: string | undefined
  readonly text: string
}

const linePattern = /^([A-D])(?:\^(\d+))? (?:!([a-z_]+) ?)?(.*)$/

function speakerNumber(letter: string): number {
  return letter.charCodeAt(0) - 65
}

function parseLine(source: string): SceneLine {
  const match = linePattern.exec(source)
  if (match === null) throw new SyntaxError(`not a line of a scene: ${source}`)
  const [, speaker, replyTo, kind, text] = match
  return {
    speaker: speakerNumber(speaker!),
    replyTo: replyTo === undefined ? undefined : Number(replyTo) - 1,
    attachment: kind,
    text: text!,
  }
}

export function parseScene(source: string): Scene {
  const lines = source
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(parseLine)
  const named = [...source.matchAll(/\{([A-D])\}|@([A-D])\b|!contact ([A-D])/g)].map((match) =>
    speakerNumber((match[1] ?? match[2] ?? match[3])!),
  )
  return {
    lines,
    speakers: Math.max(...lines.map(({ speaker }) => speaker), ...named) + 1,
    hasMention: /@([A-D]\b|all\b)/.test(source),
  }
}

/** A message before it has its place among all: it points at the others it speaks of. */
export type SceneMessage = {
  readonly senderId: string
  readonly type: string
  readonly content: Readonly<Record<string, unknown>>
  readonly sentAt: number
  readonly mentions?: readonly string[]
  readonly replyTo?: SceneMessage
  readonly recalls?: SceneMessage
}

/** Plays a scene: its messages in order, spread over the slot. */
export function playScene(scene: Scene, staging: Staging): SceneMessage[] {
  const { cast, random } = staging
  const times = spread(scene.lines.length, staging.slot, random)
  const fill = createFiller(staging)
  const played: SceneMessage[] = []
  for (const [index, line] of scene.lines.entries()) {
    const senderId = castOf(cast, line.speaker)
    const sentAt = times[index]!
    if (line.attachment === 'recall') {
      played.push({ senderId, type: 'recall', content: {}, sentAt, recalls: played[Number(line.text) - 1]! })
      continue
    }
    const { text, mentions } = fill(line.text)
    const said =
      line.attachment === undefined
        ? { type: 'text', content: { content: text } }
        : attachment(line.attachment, text, { ...staging, sentAt })
    played.push({
      senderId,
      type: said.type,
      content: said.content,
      sentAt,
      mentions: mentions.length === 0 ? undefined : mentions,
      replyTo: line.replyTo === undefined ? undefined : played[line.replyTo],
    })
  }
  return played
}

function castOf(cast: readonly string[], speaker: number): string {
  const userId = cast[speaker]
  if (userId === undefined) throw new RangeError(`nobody plays speaker ${speaker}`)
  return userId
}

/** Ascending times in the slot, ending before its last tenth. */
function spread(count: number, { startsAt, lengthMs }: Slot, random: SeededRandom): number[] {
  const gaps = Array.from({ length: count }, (_, index) => (index === 0 ? 0 : random.between(15_000, 140_000)))
  const total = gaps.reduce((sum, gap) => sum + gap, 0)
  const lead = random.next() * 0.3 * lengthMs
  const scale = Math.min(1, (lengthMs * 0.9 - lead) / Math.max(1, total))
  let at = startsAt + lead
  return gaps.map((gap) => Math.floor((at += gap * scale)))
}

type Filled = { readonly text: string; readonly mentions: readonly string[] }

/** Fills in `<…|…>`, `{…}` and `@…`; a slot means the same throughout the scene, and no two mean the same. */
function createFiller({ cast, language, random }: Staging): (text: string) => Filled {
  const words = new Map<string, string>()
  const used = new Set<string>()

  function word(slot: string): string {
    const known = words.get(slot)
    if (known !== undefined) return known
    let chosen = wordFor(slot, language, random)
    for (let tries = 0; used.has(chosen) && tries < 20; tries += 1) chosen = wordFor(slot, language, random)
    used.add(chosen)
    words.set(slot, chosen)
    return chosen
  }

  return (template) => {
    if (!/[<{@]/.test(template)) return { text: template, mentions: [] }
    const mentions: string[] = []
    const text = template
      .replace(/<([^<>]*)>/g, (_, choices: string) => random.pick(choices.split('|')))
      .replace(/\{(\w+)\}/g, (_, slot: string) =>
        /^[A-D]$/.test(slot) ? callNameOf(castOf(cast, speakerNumber(slot)), language) : word(slot),
      )
      .replace(/@(all\b|[A-D]\b)/g, (_, who: string) => {
        const userId = who === 'all' ? '*' : castOf(cast, speakerNumber(who))
        mentions.push(userId)
        if (userId === '*') return language === 'zh' ? '@所有人' : '@all'
        return `@${nameOf(userId)}`
      })
    return { text, mentions }
  }
}
