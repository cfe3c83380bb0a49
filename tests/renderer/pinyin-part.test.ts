import { expect, it } from 'vitest'
import { computed } from 'vue'
import { loadPinyin, matchesText } from '../../src/renderer/src/model/match-text'

it('finds Chinese as it is written at once, and by pinyin as soon as the dictionary is there', async () => {
  const found = computed(() => ['王建国', '建国', 'wjg', 'wangjianguo', 'lw'].filter((query) => matchesText(query, '王建国')))
  expect(found.value).toEqual(['王建国', '建国'])
  await loadPinyin()
  expect(found.value).toEqual(['王建国', '建国', 'wjg', 'wangjianguo'])
})
