/** Their screens follow from one another; of any other part each screen opens by itself. */
const CHAINED = /^in trouble( > |$)/

/** @typedef {{ readonly part: string, readonly name: string }} ListedScreen */

/**
 * @param {readonly { readonly name: string }[]} tests as `vitest list --json` tells them: `part > part > 'screen'`
 * @returns {readonly ListedScreen[]}
 */
export function listedScreens(tests) {
  return tests.map(({ name }) => {
    const parts = name.split(' > ')
    return { name: (parts.pop() ?? '').replace(/^'(.*)'$/, '$1'), part: parts.join(' > ') }
  })
}

/**
 * The screens that are meant, in order, and those that have to be opened before them.
 *
 * @param {readonly ListedScreen[]} screens
 * @param {readonly string[]} patterns names; `*` is any characters, `?` one; none at all means every screen
 * @returns {{ chosen: readonly string[], unknown: readonly string[], pattern: string | undefined }} `unknown`: patterns of no
 *   screen; `pattern`: for `vitest -t`, undefined for every screen
 */
export function chooseScreens(screens, patterns) {
  const matchers = patterns.map((pattern) => ({ pattern, expression: globExpression(pattern) }))
  const isMeant = (/** @type {ListedScreen} */ { name }) => matchers.some(({ expression }) => expression.test(name))
  const unknown = matchers.filter(({ expression }) => !screens.some(({ name }) => expression.test(name))).map(({ pattern }) => pattern)
  const chosen = screens.filter(isMeant)
  if (patterns.length === 0) return { chosen: screens.map(({ name }) => name), unknown: [], pattern: undefined }
  const opened = screens.filter(
    (screen, index) =>
      isMeant(screen) || (CHAINED.test(screen.part) && screens.slice(index).some((later) => later.part === screen.part && isMeant(later))),
  )
  const names = opened.map(({ part, name }) => `${part} > ${name}`.split(' > ').map(escaped))
  // Vitest compares with all names of a test, a space between them; that of a screen may stand in quotation marks.
  const expressions = names.map((parts) => `${parts.slice(0, -1).join(' ')} '?${parts.at(-1)}'?`)
  return { chosen: chosen.map(({ name }) => name), unknown, pattern: `^(${expressions.join('|')})$` }
}

/** @param {string} pattern */
function globExpression(pattern) {
  return new RegExp(`^${escaped(pattern).replaceAll('\\*', '.*').replaceAll('\\?', '.')}$`)
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
