import { expect, it } from 'vitest'
import { bundledDictionaries } from '../../src/main/lib/bundled-dictionaries'

it('finds the dictionaries among other files', () => {
  expect(bundledDictionaries(['en-US-10-1.bdic', 'README.md', 'de-DE-3-0.bdic', 'fa-10-1.bdic', 'en-US.dic', '../en-US-1-1.bdic'])).toEqual(
    [
      { file: 'en-US-10-1.bdic', language: 'en-US' },
      { file: 'de-DE-3-0.bdic', language: 'de-DE' },
      { file: 'fa-10-1.bdic', language: 'fa' },
    ],
  )
})
