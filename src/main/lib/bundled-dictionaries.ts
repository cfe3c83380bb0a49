/** A file name of Chromium's: language, then the version of the format and of the words, e.g. `en-US-10-1.bdic`. */
const DICTIONARY = /^([a-z]{2,3}(?:-[A-Z]{2})?)-\d+-\d+\.bdic$/

export type BundledDictionary = { readonly file: string; readonly language: string }

/** The dictionaries among the files of a folder. */
export function bundledDictionaries(files: readonly string[]): readonly BundledDictionary[] {
  return files.flatMap((file) => {
    const language = DICTIONARY.exec(file)?.[1]
    return language === undefined ? [] : [{ file, language }]
  })
}
