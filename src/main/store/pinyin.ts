import { createRequire } from 'node:module'
import type * as PinyinPro from 'pinyin-pro'

const require = createRequire(import.meta.url)
let library: typeof PinyinPro | undefined

/** Reads its dictionary, a third of a megabyte, for the first name that needs it: a start has none. */
export function pinyinPro(): typeof PinyinPro {
  return (library ??= require('pinyin-pro') as typeof PinyinPro)
}
