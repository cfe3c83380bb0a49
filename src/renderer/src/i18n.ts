import { wantsSpace } from '@shared/han-spacing'
import { isolated } from '@shared/shown-text'
import { createI18n } from 'vue-i18n'
import en from './locales/en.json'
import zhCN from './locales/zh-CN.json'

export type AppLocale = 'zh-CN' | 'en'

export function createAppI18n(locale: AppLocale) {
  const i18n = createI18n({
    legacy: false,
    locale,
    fallbackLocale: 'en',
    messages: { 'zh-CN': zhCN, en },
    // Chinese has one form; a message of one part must not be taken for "zero".
    pluralRules: { 'zh-CN': () => 0 },
  })
  fitValues(i18n.global)
  onTextsChanged = (changed, texts) => i18n.global.setLocaleMessage(changed, texts)
  return i18n
}

let onTextsChanged: (locale: AppLocale, texts: typeof en) => void = () => undefined

// While developing, changed texts are shown where they stand: a reload would close what is being worded.
import.meta.hot?.accept(['./locales/en.json', './locales/zh-CN.json'], ([changedEn, changedZh]) => {
  if (changedEn !== undefined) onTextsChanged('en', changedEn['default'] as typeof en)
  if (changedZh !== undefined) onTextsChanged('zh-CN', changedZh['default'] as typeof en)
})

type Translate = (...args: readonly unknown[]) => string

/** Stand around a value until its neighbours are known; nothing that is shown has them. */
const [OPEN, CLOSE] = ['\ufdd0', '\ufdd1']
const MARKS = new RegExp(`[${OPEN}${CLOSE}]`, 'u')
const VALUE = new RegExp(`${OPEN}([^${OPEN}${CLOSE}]*)${CLOSE}`, 'gu')

/**
 * What is put into a sentence must fit it: a name written from right to left does not turn the sentence around, and in
 * Chinese a name of Latin letters, or a number, stands apart from the characters beside it.
 */
function fitValues(composer: { t: unknown }): void {
  const translate = composer.t as Translate
  const t: Translate = (key, ...values) => fitted(translate(key, ...values.map((value) => (isNamed(value) ? markedAll(value) : value))))
  composer.t = t
}

function isNamed(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function markedAll(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? OPEN + value + CLOSE : value]))
}

/** Each value in its place; what stands directly beside it, up to another value, decides about a space. */
function fitted(sentence: string): string {
  if (!sentence.includes(OPEN)) return sentence
  return sentence.replace(VALUE, (_, value: string, at: number) => {
    const before =
      sentence
        .slice(Math.max(0, at - 2), at)
        .split(MARKS)
        .at(-1) ?? ''
    const after = sentence.slice(at + value.length + 2, at + value.length + 4).split(MARKS)[0] ?? ''
    const [start, end] = [wantsSpace(before, value), wantsSpace(value, after)]
    return `${start ? ' ' : ''}${isolated(value)}${end ? ' ' : ''}`
  })
}
