import type { SeededRandom } from '../seed/random'
import { SAMPLE_PICTURES } from '../seed/samples/sample-pictures'
import type { Language } from '../seed/words'
import { PHRASES, TOPIC_WORDS, type Topic } from './phrases'

/** One message that a colleague is going to write. */
export type Line = { readonly type: string; readonly content: Readonly<Record<string, unknown>> }

/** What was said to a colleague. */
export type Said = {
  readonly type: string
  /** Of a text message; else empty. */
  readonly text: string
  /** Who said it, by the name they go by. */
  readonly name: string
}

/** How much of a question is said again, in characters. */
const ECHO_LENGTH = 24

/** What a message is about; pure. */
export function topicOf({ type, text }: Said): Topic {
  if (type !== 'text') return type === 'face' ? 'laughter' : 'attachment'
  const found = TOPIC_WORDS.find(([, words]) => words.test(text))
  if (found !== undefined) return found[0]
  return /[?？]|[吗呢么]\s*$/u.test(text) ? 'question' : 'statement'
}

/** What a colleague answers, in the language that is spoken to them; one or two messages. Pure. */
export function answerTo(said: Said, language: Language, random: SeededRandom): readonly Line[] {
  const topic = topicOf(said)
  const text = random
    .pick(PHRASES[language][topic])
    .replaceAll('{name}', () => callNameIn(said.name, language))
    .replaceAll('{echo}', () => echoOf(said.text))
  if (topic === 'picture') return [textLine(text), pictureLine(random)]
  if (topic === 'laughter' && said.type === 'face') return [{ type: 'face', content: { symbol: '[:laugh]' } }]
  return [textLine(text)]
}

export function textLine(text: string): Line {
  return { type: 'text', content: { content: text } }
}

/** A picture of the sample office by its name; its bytes are put behind it when it is written. */
export function pictureLine(random: SeededRandom): Line {
  const { name, width, height } = random.pick(SAMPLE_PICTURES)
  return { type: 'image', content: { name, width, height, big_url: '' } }
}

/** The beginning of what was asked, in one line and without its question mark; never half an emoji. */
function echoOf(text: string): string {
  const line = text
    .replace(/\s+/gu, ' ')
    .replace(/[?？!！。.\s]+$/u, '')
    .trim()
  const characters = [...new Intl.Segmenter().segment(line.slice(0, 20 * ECHO_LENGTH))].map(({ segment }) => segment)
  return characters.length <= ECHO_LENGTH ? line : `${characters.slice(0, ECHO_LENGTH).join('')}…`
}

/** Of a name in both spellings, "陈晨 Alice Chen", the one that belongs into the sentence. */
function callNameIn(name: string, language: Language): string {
  const words = name.split(/\s+/u)
  const chinese = words.find((word) => /\p{Script=Han}/u.test(word))
  const latin = words.find((word) => /\p{Script=Latin}/u.test(word))
  return (language === 'zh' ? (chinese ?? latin) : (latin ?? chinese)) ?? name
}
