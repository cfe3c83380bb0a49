import { createI18n } from 'vue-i18n'
import en from './locales/en.json'
import zhCN from './locales/zh-CN.json'

export type AppLocale = 'zh-CN' | 'en'

export function createAppI18n(locale: AppLocale) {
  return createI18n({
    legacy: false,
    locale,
    fallbackLocale: 'en',
    messages: { 'zh-CN': zhCN, en },
    // Chinese has one form; a message of one part must not be taken for "zero".
    pluralRules: { 'zh-CN': () => 0 },
  })
}
