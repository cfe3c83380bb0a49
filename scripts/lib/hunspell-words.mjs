/**
 * @typedef {{ readonly isSuffix: boolean, readonly canCross: boolean, readonly strip: string, readonly add: string,
 *   readonly condition: RegExp }} AffixRule
 * @typedef {{ readonly words: readonly string[], readonly tryLetters: string,
 *   readonly replacements: readonly (readonly [string, string])[] }} WordList
 */

/**
 * Every word that a Hunspell dictionary allows, its affixes applied: what a spell checker without affix rules needs.
 * Left out are words with digits, parts of compounds, and those that the dictionary does not want to be suggested.
 * Flags are single characters, as Hunspell has them by default.
 *
 * @param {string} aff text of the .aff file
 * @param {string} dic text of the .dic file
 * @returns {WordList}
 */
export function expandHunspell(aff, dic) {
  const { rules, leftOut, tryLetters, replacements } = readAff(aff)
  const words = new Set()
  for (const line of dic.split('\n').slice(1)) {
    const [word = '', flags = ''] = line.trim().split('/')
    if (word === '' || /\d/.test(word) || [...flags].some((flag) => leftOut.has(flag))) continue
    for (const form of formsOf(
      word,
      [...flags].flatMap((flag) => rules.get(flag) ?? []),
    ))
      words.add(form)
  }
  return { words: [...words].sort(), tryLetters, replacements }
}

/**
 * @param {string} word
 * @param {readonly AffixRule[]} rules
 */
function formsOf(word, rules) {
  const suffixed = rules.filter(({ isSuffix }) => isSuffix).flatMap((rule) => applied(rule, word))
  const prefixes = rules.filter(({ isSuffix }) => !isSuffix)
  const crossing = suffixed.filter(({ rule }) => rule.canCross).map(({ form }) => form)
  const prefixed = prefixes.flatMap((rule) => [word, ...(rule.canCross ? crossing : [])].flatMap((base) => applied(rule, base)))
  return [word, ...[...suffixed, ...prefixed].map(({ form }) => form)]
}

/**
 * @param {AffixRule} rule
 * @param {string} word
 */
function applied(rule, word) {
  const { isSuffix, strip, add, condition } = rule
  if (!condition.test(word) || !(isSuffix ? word.endsWith(strip) : word.startsWith(strip))) return []
  const form = isSuffix ? word.slice(0, word.length - strip.length) + add : add + word.slice(strip.length)
  return [{ rule, form }]
}

/** @param {string} aff */
function readAff(aff) {
  /** @type {Map<string, AffixRule[]>} */
  const rules = new Map()
  /** @type {Map<string, boolean>} */
  const crosses = new Map()
  /** @type {(readonly [string, string])[]} */
  const replacements = []
  const leftOut = new Set()
  let tryLetters = ''
  for (const line of aff.split('\n')) {
    const [command = '', first = '', second = '', third = '', fourth] = line.trim().split(/\s+/)
    if (command === 'TRY') tryLetters = first
    else if (command === 'NOSUGGEST' || command === 'ONLYINCOMPOUND') leftOut.add(first)
    else if (command === 'REP' && second !== '') replacements.push([first, second])
    else if (command === 'PFX' || command === 'SFX') {
      // The first line of a flag has its name, whether it crosses with the other kind, and a count.
      if (fourth === undefined) crosses.set(first, second === 'Y')
      else {
        const isSuffix = command === 'SFX'
        const condition = new RegExp(isSuffix ? `${fourth}$` : `^${fourth}`, 'u')
        const [strip, add] = [second, third].map((part) => (part === '0' ? '' : part))
        const rule = { isSuffix, canCross: crosses.get(first) === true, strip: strip ?? '', add: add ?? '', condition }
        rules.set(first, [...(rules.get(first) ?? []), rule])
      }
    }
  }
  return { rules, leftOut, tryLetters, replacements }
}
