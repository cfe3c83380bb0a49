import { describe, expect, it } from 'vitest'
import { textsFor } from '../../src/main/app/texts'
import en from '../../src/renderer/src/locales/en.json'
import zhCN from '../../src/renderer/src/locales/zh-CN.json'

type Tree = { readonly [key: string]: string | Tree }

function flatten(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  )
}

/** What main says, its functions with values of Latin letters. */
function mainTexts(language: 'zh-CN' | 'en'): [string, string][] {
  return Object.entries(textsFor(language, '')).flatMap(([key, value]): [string, string][] => {
    if (typeof value === 'string') return [[`main.${key}`, value]]
    if (typeof value === 'object') return flatten(value, `main.${key}.`)
    return [[`main.${key}`, (value as (...values: string[]) => string)('Bob', 'Eve')]]
  })
}

/** `{'@'}` is how the locale files write an `@`. */
const plain = (text: string): string => text.replaceAll(/\{'(.)'\}/g, '$1')
const chinese = [...flatten(zhCN), ...mainTexts('zh-CN')].map(([key, text]) => [key, plain(text)] as const)
/** The colon between a name and what was said brings its space. */
const english = [...flatten(en), ...mainTexts('en').filter(([key]) => key !== 'main.colon')].map(
  ([key, text]) => [key, plain(text)] as const,
)

function breaking(texts: readonly (readonly [string, string])[], rule: RegExp): string[] {
  return texts.flatMap(([key, text]) => (rule.test(text) ? [`${key}: ${text}`] : []))
}

/** Values that are figures: the sentence gives them room itself. Names get theirs when it is known what they are. */
const NAMES = 'name|by|title|member|members|names|a|b|user|device|query'
const FIGURES = 'n|count|all|done|online|bytes|limit|time|date|size|drafts|messages|from|to|code|version|key'

describe('Chinese texts', () => {
  it.each<[string, RegExp]>([
    ['have a space between Han and Latin letters or digits', /\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u],
    ['have a space between Han and figures', new RegExp(`\\p{Script=Han}\\{(${FIGURES})\\}|\\{(${FIGURES})\\}\\p{Script=Han}`, 'u')],
    [
      'leave the space beside a name to what the name is',
      new RegExp(`\\p{Script=Han} \\{(${NAMES})\\}|\\{(${NAMES})\\} \\p{Script=Han}`, 'u'),
    ],
    [
      'have no space within Han, nor beside wide punctuation',
      /\p{Script=Han} \p{Script=Han}|[，。；：？！（）“”、] | [，。；：？！（）“”、]/u,
    ],
    ['have wide punctuation', /\p{Script=Han}[,;:?!()"']|[,;:?!("']\p{Script=Han}|\.\.\./u],
    ['end a sentence of several with a full stop', /。[^。！？…”）]*\p{Script=Han}$/u],
    ['call one thing by one word', /静音|数目|结论|(?<!已)持续|现在活动|搁置|结束会话/u],
  ])('%s', (_, rule) => {
    expect(breaking(chinese, rule)).toEqual([])
  })
})

describe('English texts', () => {
  it.each<[string, RegExp]>([
    ['have curly quotes and one sign for an ellipsis', /\w'\w|"|\.\.\./],
    ['have single spaces, none at the ends nor before punctuation', / {2}|^ | $| [,;?!]/],
    ['call one thing by one word', /\bimages?\b/i],
    ['do not speak as developers do', /\b(address of a picture|picture address|boolean|null|undefined|verdict)\b/i],
  ])('%s', (_, rule) => {
    expect(breaking(english, rule)).toEqual([])
  })
})
