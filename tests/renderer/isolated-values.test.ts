import { describe, expect, it } from 'vitest'
import { createAppI18n } from '../../src/renderer/src/i18n'

describe('a sentence with a name in it', () => {
  const { t } = createAppI18n('en').global

  it('keeps its order around a name that is written from right to left', () => {
    expect(t('notice.renamed', { by: 'דנה', title: 'Sales' })).toBe('\u2068דנה\u2069 renamed the group to “Sales”')
    expect(t('notice.left', { by: 'x\u2069\u202ey' })).toBe('\u2068xy\u2069 left the group')
  })

  it('in Chinese has room around what is not, and none around what is', () => {
    const zh = createAppI18n('zh-CN').global
    expect(zh.t('notice.created', { by: 'Alice Chen', title: 'Q3发布' })).toBe('Alice Chen 创建了群聊“Q3发布”')
    expect(zh.t('notice.left', { by: '陈晨' })).toBe('陈晨退出了群聊')
    expect(zh.t('notice.roleChanged', { by: '陈晨', member: 'Bob', role: '群主' })).toBe('陈晨将 Bob 设为群主')
    expect(zh.t('forward.titleOfTwo', { a: '王建国 Bob Wang', b: 'Alice 陈' })).toBe('王建国 Bob Wang 和 Alice 陈的聊天记录')
    expect(zh.t('notice.left', { by: 'דנה' })).toBe('\u2068דנה\u2069 退出了群聊')
    expect(zh.t('notify.quietUntil', { time: '08:00' })).toBe('08:00 之前不通知')
  })

  it('is as it was for everybody else, and counts as before', () => {
    expect(t('notice.left', { by: '王建国' })).toBe('王建国 left the group')
    expect(t('chat.members', { n: 1 }, 1)).toBe('1 member')
    expect(t('chat.members', { n: 3 }, 3)).toBe('3 members')
  })
})
