import { describe, expect, it } from 'vitest'
import { createAppI18n } from '../../src/renderer/src/i18n'

describe('a sentence with a name in it', () => {
  const { t } = createAppI18n('en').global

  it('keeps its order around a name that is written from right to left', () => {
    expect(t('notice.renamed', { by: 'דנה', title: 'Sales' })).toBe('\u2068דנה\u2069 renamed the group to “Sales”')
    expect(t('notice.left', { by: 'x\u2069\u202ey' })).toBe('\u2068xy\u2069 left the group')
  })

  it('is as it was for everybody else, and counts as before', () => {
    expect(t('notice.left', { by: '王建国' })).toBe('王建国 left the group')
    expect(t('chat.members', { n: 1 }, 1)).toBe('1 member')
    expect(t('chat.members', { n: 3 }, 3)).toBe('3 members')
  })
})
