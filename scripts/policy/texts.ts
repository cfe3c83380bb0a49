import en from './texts/en-US.json' with { type: 'json' }
import zhCN from './texts/zh-CN.json' with { type: 'json' }

/** What administrators read of a key or a setting. */
export type PolicyText = { readonly name: string; readonly explain: string; readonly parts?: Readonly<Record<string, string>> }

export type PolicyTexts = {
  readonly product: string
  readonly supported: string
  readonly description: string
  readonly groups: { readonly settings: string; readonly recommended: string }
  /** Said after the explanation of a setting, by its group. */
  readonly effect: { readonly settings: string; readonly recommended: string }
  readonly keys: Readonly<Record<string, PolicyText | undefined>>
  readonly settings: Readonly<Record<string, PolicyText | undefined>>
}

export const TEXTS: { readonly 'en-US': PolicyTexts; readonly 'zh-CN': PolicyTexts } = { 'en-US': en, 'zh-CN': zhCN }
export type PolicyLanguage = keyof typeof TEXTS
export const LANGUAGES = Object.keys(TEXTS) as readonly PolicyLanguage[]
