import { below, pick, seededRandom } from '../tests/fuzz/random'
import { CHINESE_WORDS, ENGLISH_WORDS, MIXED_WORDS, PARTICLES } from './chat-words'

/** Words beyond the written lists: names, places, terms of the trade, each of them rare. */
const CHINESE_TAIL = 30_000
const ENGLISH_TAIL = 10_000

const SYLLABLES = 'ta ri con me lo ver si na pro de ter mi ca re no pu ster ble ing ment ance tion ny dra fex qu'.split(' ')
const PUNCTUATION = ['，', '，', '。', '？', '！', ' ', '、', '…']

/** Texts as an office writes them: Chinese, English and mixed, words by Zipf's law, some long. The same each time. */
export class ChatCorpus {
  readonly #random: () => number
  readonly #chinese: readonly string[]
  readonly #english: readonly string[]

  constructor(seed: number) {
    this.#random = seededRandom(seed)
    const characters = commonCharacters()
    const word = (length: number): string => Array.from({ length }, () => characters[this.#rank(characters.length, 60)]).join('')
    this.#chinese = [...CHINESE_WORDS, ...Array.from({ length: CHINESE_TAIL }, () => word(this.#random() < 0.8 ? 2 : 3))]
    this.#english = [...ENGLISH_WORDS, ...Array.from({ length: ENGLISH_TAIL }, () => this.#longWord())]
  }

  /** The next message's text. */
  next(): string {
    const kind = this.#random()
    // Most lines are short; one in fifty is a pasted paragraph.
    const words = this.#random() < 0.02 ? 30 + below(this.#random, 60) : 2 + below(this.#random, 9)
    if (kind < 0.55) return this.#chineseLine(words, 0)
    if (kind < 0.8) return this.#englishLine(words)
    return this.#chineseLine(words, 0.25)
  }

  #chineseLine(words: number, mixed: number): string {
    let line = ''
    for (let i = 0; i < words; i++) {
      if (this.#random() < mixed) line += ` ${this.#random() < 0.7 ? pick(this.#random, MIXED_WORDS) : this.#englishWord()} `
      else line += this.#chinese[this.#rank(this.#chinese.length)]
      if (this.#random() < 0.45) line += PARTICLES[this.#rank(PARTICLES.length)]
      if (this.#random() < 0.15) line += pick(this.#random, PUNCTUATION)
    }
    return line.trim()
  }

  #englishLine(words: number): string {
    const line = Array.from({ length: words }, () => this.#englishWord()).join(' ')
    return line.charAt(0).toUpperCase() + line.slice(1) + pick(this.#random, ['', '.', '?', '!'])
  }

  #englishWord(): string {
    // Ticket numbers, amounts, times: words that nearly nobody writes twice.
    return this.#random() < 0.04 ? String(below(this.#random, 100_000)) : this.#english[this.#rank(this.#english.length)]!
  }

  #longWord(): string {
    return Array.from({ length: 2 + below(this.#random, 3) }, () => pick(this.#random, SYLLABLES)).join('')
  }

  /** A rank below `count` by Zipf's law: the n-th is drawn as 1 / (n + flat). */
  #rank(count: number, flat = 3): number {
    return Math.min(count - 1, Math.floor(flat * (count / flat + 1) ** this.#random() - flat))
  }
}

/** The 3,755 characters of everyday Chinese (the first level of GB 2312), in a fixed order that is not by sound. */
function commonCharacters(): readonly string[] {
  const decoder = new TextDecoder('gb18030')
  const bytes: number[] = []
  for (let row = 0xb0; row <= 0xd7; row++) for (let cell = 0xa1; cell <= 0xfe; cell++) bytes.push(row, cell)
  const characters = [...decoder.decode(new Uint8Array(bytes))].filter((character) => /\p{sc=Han}/u.test(character))
  const random = seededRandom(1)
  return characters
    .map((character) => ({ character, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ character }) => character)
}
