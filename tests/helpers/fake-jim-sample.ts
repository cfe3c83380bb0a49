import { asMid, asSeq, asUserId } from '@shared/ids'
import type { Message, MessageContent } from '@shared/message'
import type { Person, PresenceState } from '@shared/roster'

const person = (userId: string, name: string, status: string): Person => ({
  userId: asUserId(userId),
  name,
  avatar: '',
  status,
})

export const ME = person('chenchen', '陈晨', '')
export const PEOPLE = [
  person('liwei', '李薇', '设计负责人'),
  person('wangjianguo', '王建国', '前端'),
  person('zhaomin', '赵敏', '产品经理'),
  person('maria', 'Maria Silva', 'Marketing'),
  person('zhangwei', '张伟', '运维'),
  person('liuyang', '刘洋', ''),
  person('sunyue', '孙悦', '市场'),
  person('tom.baker', 'Tom Baker', 'Sales, London office'),
]
export const STATES: readonly PresenceState[] = ['online', 'online', 'busy', 'away', 'unavailable', 'busy', 'online', 'unavailable']

export const picture = (a: string, b: string): string =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="600"><defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop stop-color="${a}"/><stop offset="1" stop-color="${b}"/></linearGradient></defs><rect width="960" height="600" fill="url(#g)"/><circle cx="700" cy="150" r="70" fill="#ffe9b0"/><path d="M0 600 260 260 460 470 600 330 960 600z" fill="#24425e"/></svg>`,
  )}`

export type Line = readonly [from: string, content: MessageContent | string, extra?: Partial<Message>]

export const DESIGN: readonly Line[] = [
  [
    'liwei',
    {
      kind: 'group_event',
      event: {
        event: 'members_added',
        by: 'liwei',
        members: [
          { userId: 'zhaomin', name: '赵敏' },
          { userId: 'maria', name: 'Maria Silva' },
        ],
      },
    },
  ],
  ['liwei', '首页第二版已经上传，链接在 https://design.example.com/home/v2 ，请大家今天看完。'],
  ['maria', 'Looks great! The hero copy is still the old one, I will send the new text by noon.'],
  [
    'zhangwei',
    {
      kind: 'link',
      url: 'https://status.example.com/incidents/42',
      title: '数据库主从延迟的复盘',
      desc: '起因、时间线、改进项，供各组参考。',
      pictureUrl: picture('#9fd8cf', '#2b6f86'),
    },
  ],
  [
    'wangjianguo',
    {
      kind: 'location',
      place: { lat: 31.23042, lng: 121.4737 },
      name: '人民广场会议中心 3 楼',
      mapUrl: 'https://map.example.com/?q=31.23042,121.4737',
    },
  ],
  [
    'zhaomin',
    {
      kind: 'bundle',
      title: '周会记录',
      items: ['今天先过一遍首页', '导航要不要收起来？', '收起来，移动端空间太小', '那图标要重画', '我来画'].map((text, i) => ({
        senderName: ['李薇', '王建国', '赵敏', '王建国', '李薇'][i] ?? '',
        content: { kind: 'text', text },
      })),
    },
  ],
  ['sunyue', { kind: 'contact', userId: 'tom.baker', name: 'Tom Baker' }],
  ['sunyue', { kind: 'face', symbol: '[:party]' }],
  [
    'zhangwei',
    {
      kind: 'video',
      url: 'https://files.example.com/demo.mp4',
      seconds: 74,
      size: 18_400_000,
      format: 'mp4',
      thumbUrl: picture('#c9c3f7', '#5a3ec8'),
    },
  ],
  ['maria', { kind: 'custom', name: 'poll', fallbackText: '投票：周五聚餐吃什么？' }],
  ['maria', { kind: 'unsupported', type: 'hologram', raw: '{}' }],
  ['liwei', { kind: 'recall', targetMid: asMid('1'), targetSeq: asSeq(1), by: asUserId('liwei') }],
  ['chenchen', { kind: 'recalled' }],
  [
    'liwei',
    {
      kind: 'image',
      url: picture('#7cc4bd', '#3b6a86'),
      thumbUrl: picture('#7cc4bd', '#3b6a86'),
      width: 960,
      height: 600,
      size: 482_000,
    },
  ],
  ['chenchen', '看到了，导航清楚很多 👍', { replyTo: asMid('9000614') }],
  ['wangjianguo', '语音说明一下交互的部分'],
  ['wangjianguo', { kind: 'sound', url: 'https://files.example.com/a.amr', seconds: 23, size: 41_200 }],
  ['chenchen', '下午三点评审，我把标注稿发出来。'],
  [
    'chenchen',
    {
      kind: 'file',
      url: 'https://files.example.com/home_annotated_v2.fig',
      name: '首页标注稿_v2.fig',
      size: 19_293_798,
    },
  ],
  ['zhaomin', '@陈晨 请把上周的转化数据补到第 4 页，评审要用。', { mentionsMe: true, mentions: ['chenchen'] }],
  ['zhaomin', '另外 2.0 的埋点方案今天也要定。'],
  ['liwei', '我这边没问题', { replyTo: asMid('9000300') }],
]
