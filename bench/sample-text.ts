const CHINESE = ['今天下午的会议改到三点', '请把设计稿发给我看一下', '收到，我马上处理', '周报已经写好了', '这个问题昨天修复了']
const ENGLISH = ['see you at the meeting', 'please review my change', 'the build is green again', 'lunch at noon?', 'shipped it']

/** A short chat line, half of them Chinese, no two alike. */
export function sampleText(i: number): string {
  const lines = i % 2 === 0 ? CHINESE : ENGLISH
  return `${lines[i % lines.length]} ${i % 977}`
}
