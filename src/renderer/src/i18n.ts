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
  isolateValues(i18n.global)
  return i18n
}

type Translate = (...args: readonly unknown[]) => string

/** What is put into a sentence must not turn the sentence around: a name written from right to left stays in its place. */
function isolateValues(composer: { t: unknown }): void {
  const translate = composer.t as Translate
  const t: Translate = (key, ...values) => translate(key, ...values.map((value) => (isNamed(value) ? isolatedAll(value) : value)))
  composer.t = t
}

function isNamed(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isolatedAll(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? isolated(value) : value]),
  )
}
