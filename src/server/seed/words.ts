import type { SeededRandom } from './random'

export type Language = 'zh' | 'en'

type WordList = readonly string[] | ((random: SeededRandom) => string)

function two(value: number): string {
  return String(value).padStart(2, '0')
}

const floors = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'] as const
const figures = ['home', 'settings', 'onboarding', 'checkout', 'empty_states', 'icons', 'profile'] as const

/** What a `{slot}` of a scene stands for in both languages. */
const shared: Readonly<Record<string, WordList>> = {
  time: (random) => `${random.between(9, 18)}:${random.pick(['00', '15', '30', '45'])}`,
  n: (random) => String(random.between(3, 98)),
  small: (random) => String(random.between(2, 9)),
  big: (random) => String(random.between(11, 98) * 100 + random.between(0, 9) * 10),
  pct: (random) => `${random.between(1, 39)}.${random.between(0, 9)}%`,
  ms: (random) => `${random.between(8, 95) * 10} ms`,
  version: (random) => `${random.between(1, 4)}.${random.between(0, 19)}.${random.between(0, 9)}`,
  bug: (random) => `JD-${random.between(1000, 4999)}`,
  pr: (random) => `#${random.between(200, 1899)}`,
  phone: (random) => String(random.between(8002, 8099)),
  clock: (random) => `${two(random.between(0, 23))}:${two(random.between(0, 59))}`,
  service: ['order-api', 'gateway', 'push-worker', 'search', 'billing', 'media-store', 'login', 'report-cron', 'redis-3'],
  fig: (random) => `${random.pick(figures)}_v${random.between(1, 9)}.png`,
  branch: ['feat/quick-search', 'fix/scroll-jump', 'feat/dark-mode', 'fix/upload-retry', 'chore/deps', 'feat/drafts'],
}

const chinese: Readonly<Record<string, WordList>> = {
  room: ['一号会议室', '三号会议室', '五楼小会议室', '「西湖」会议室', '「深圳湾」会议室', '大会议室'],
  day: ['周一', '周二', '周三', '周四', '周五', '明天', '后天', '下周一', '下周三'],
  page: ['首页', '设置页', '登录页', '搜索页', '个人资料页', '引导页', '支付页', '空状态页'],
  part: ['导航栏', '按钮间距', '深色配色', '列表动效', '图标', '输入框', '弹窗', '表头', '卡片阴影', '字号层级'],
  doc: ['竞品分析.pdf', '评审纪要.docx', '排期表.csv', '用户访谈.pdf', '二季度预算.xlsx', '发布计划.pdf', '测试报告.pdf'],
  customer: ['蓝海物流', '星桥教育', '云杉医疗', '禾木零售', '南山银行', '远航旅游'],
  city: ['深圳', '上海', '杭州', '北京', '成都', '广州'],
  dish: ['兰州拉面', '麻辣烫', '黄焖鸡', '猪脚饭', '酸菜鱼', '煲仔饭', '饺子', '沙拉', '云吞面', '螺蛳粉', '咖喱饭', '小炒肉'],
  place: ['楼下食堂', '街角那家', '万象城负一楼', '老地方', '隔壁园区', '新开的那家', '科兴科学园 B 座'],
  thanks: [
    '谢谢',
    '谢啦',
    '多谢！',
    '太感谢了',
    '辛苦了',
    '收到，谢谢',
    '好嘞，谢谢',
    '帮大忙了',
    '感谢感谢 🙏',
    '谢谢你',
    '好的，麻烦你了',
    '靠谱',
    '改天请你喝咖啡',
  ],
  ok: ['好的', '没问题', '收到', '行', '可以', 'OK', '好，我来', '嗯嗯', '明白', '好嘞', '安排', '就这么定', '了解', '马上'],
  praise: ['清爽多了', '比上一版好很多', '这个方向对', '很稳', '舒服', '挺惊喜的', '一眼就懂', '细节到位 👍', '可以直接上'],
  thing: ['投影仪', '备用显示器', '门禁卡', '转接头', '雨伞', '充电器', '白板笔', '人体工学椅'],
  channel: ['公众号', '小红书', '视频号', '知乎', 'B 站', '邮件', '开屏'],
  cause: ['慢查询', '连接池满了', '证书快过期', '缓存没预热', '磁盘满了', '一条坏数据', '上游超时', '配置写错'],
  quarter: (random) => `${random.pick(['一', '二', '三', '四'])}季度`,
  floor: (random) => `${random.pick(floors)}楼`,
}

const english: Readonly<Record<string, WordList>> = {
  room: ['room 1', 'room 3', 'the small room on 5', 'West Lake', 'the big room', 'the phone booth'],
  day: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'tomorrow', 'next Monday', 'next Wednesday'],
  page: ['home page', 'settings page', 'sign-in page', 'search page', 'profile page', 'onboarding', 'checkout'],
  part: ['navigation', 'button spacing', 'dark palette', 'list motion', 'icon set', 'input field', 'dialogs', 'card shadow', 'type scale'],
  doc: ['competitors.pdf', 'review_minutes.docx', 'schedule.csv', 'interviews.pdf', 'budget_q2.xlsx', 'launch_plan.pdf', 'test_report.pdf'],
  customer: ['Blue Harbour', 'Starbridge', 'Sprucecare', 'Greenfold Retail', 'Nanshan Bank', 'Longway Travel'],
  city: ['Shenzhen', 'Shanghai', 'Hangzhou', 'Beijing', 'Chengdu', 'Berlin'],
  dish: ['noodles', 'dumplings', 'hotpot', 'a salad', 'claypot rice', 'ramen', 'the curry', 'wonton soup', 'pizza', 'bibimbap'],
  place: ['the canteen', 'the corner place', 'the mall basement', 'the usual', 'the new one next door', 'building B'],
  thanks: [
    'Thanks!',
    'Thank you',
    'Perfect, thanks',
    'Great, thank you',
    'Cheers',
    'Much appreciated',
    'You saved my day',
    'Thanks a lot 🙏',
    'Lovely, thanks',
    'I owe you a coffee',
    'Brilliant',
    'Ta!',
  ],
  ok: [
    'OK',
    'Sure',
    'Will do',
    'On it',
    'No problem',
    'Got it',
    'Sounds good',
    'Fine with me',
    'Done in ten minutes',
    'Yes',
    'Agreed',
    'Right away',
    'Works for me',
  ],
  praise: [
    'much calmer',
    'a big step from the last one',
    'the right direction',
    'solid',
    'really clear now',
    'ready to ship',
    'a nice surprise',
    'good on small screens too',
  ],
  thing: ['projector', 'spare monitor', 'door badge', 'USB-C adapter', 'umbrella', 'charger', 'whiteboard pens', 'standing desk'],
  channel: ['the newsletter', 'LinkedIn', 'the blog', 'the app store page', 'the webinar', 'the landing page'],
  cause: [
    'a slow query',
    'a full connection pool',
    'an expiring certificate',
    'a cold cache',
    'a full disk',
    'one bad row',
    'an upstream timeout',
    'a typo in the config',
  ],
  quarter: (random) => `Q${random.between(1, 4)}`,
  floor: (random) => `floor ${random.between(2, 12)}`,
}

const lists = { zh: { ...shared, ...chinese }, en: { ...shared, ...english } } as const satisfies Record<
  Language,
  Readonly<Record<string, WordList>>
>

/** A word for `slot`; a digit at its end (`time2`) only tells it from another of its kind in the same scene. */
export function wordFor(slot: string, language: Language, random: SeededRandom): string {
  const words: Readonly<Record<string, WordList>> = lists[language]
  const list = words[slot.replace(/\d$/, '')]
  if (list === undefined) throw new RangeError(`no words for {${slot}} in ${language}`)
  return typeof list === 'function' ? list(random) : random.pick(list)
}
