import type { Language } from '../words'

/** A scene with its cast and its time: the last ones before the office is opened. */
export type LatestScene = {
  readonly conversationId: string
  readonly language: Language
  /** User ids of the speakers A, B, C, D. */
  readonly cast: readonly string[]
  /** It begins so long before now… */
  readonly minutesAgo: number
  /** …and takes at most so long. */
  readonly minutes: number
  readonly script: string
  /**
   * Per user: how many of the newest messages of others are unread. The user says nothing after these, and the
   * scene is the last of its conversation.
   */
  readonly unread?: Readonly<Record<string, number>>
}

export const latestScenes: readonly LatestScene[] = [
  {
    conversationId: 'c2c:alice:bob',
    language: 'zh',
    cast: ['alice', 'bob'],
    minutesAgo: 20 * 60,
    minutes: 60,
    script: `
      A 建国，首页 2.0 的导航我改完了，你先看一眼？
      A !file home_v7.png
      B 打开了，比上一版清楚很多
      B^1 二级菜单收起来之后，返回键放哪？
      A 左上角，和现在一样
      B 那动效我用 180 毫秒
      A !face ok
      B 预发环境十分钟后能看
      A 好，我等你消息
      B !link preview/home; 首页 2.0 预发环境; 账号不变，数据是上周的快照
      A 在手机上看了，很顺 👍`,
  },
  {
    conversationId: 'c2g:office-admin',
    language: 'zh',
    cast: ['judy', 'kevin', 'heidi', 'frank'],
    minutesAgo: 19 * 60,
    minutes: 50,
    script: `
      A @all 五楼茶水间的咖啡机修好了，欢迎试用
      B 等了两周，终于
      C !face coffee
      A 豆子是新换的，浅烘
      D 已经第二杯了
      A !red_packet 大家辛苦了，下午茶
      B 谢谢周婷！
      C 手气不错 😄`,
  },
  {
    conversationId: 'c2g:marketing',
    language: 'en',
    cast: ['heidi', 'erin', 'laura', 'alice'],
    minutesAgo: 6 * 60,
    minutes: 55,
    script: `
      A The fair in Shanghai sent us the booth plan
      A !location
      B We are right by the entrance, that is worth a lot
      C Last year the entrance booths had twice the scans
      B Who talks to the printer about the banner?
      A !contact C
      C That is me, apparently 😄
      B Here is the rough cut for the big screen
      B !video
      D Love the opening. Could the logo stay one second longer?
      B Done, it does now
      C Numbers so far: 2,140 visits, 86 sign-ups
      A Lovely. I will put that on the first slide`,
    unread: { alice: 2 },
  },
  {
    conversationId: 'c2g:weekly-report',
    language: 'zh',
    cast: ['dave', 'alice', 'laura', 'bob'],
    minutesAgo: 4 * 60,
    minutes: 50,
    script: `
      A 这周的周报今天 18:00 截止，还差三个人
      D 我的刚交，第 6 页
      B 我的也交了，访谈结论放在附录
      A !bundle 上周例会纪要; A: 首页 2.0 周五评审; D: 前端联调已完成; B: 还差空状态的稿子
      C I added the retention chart for June, page 9
      A^5 正好，评审的时候要用
      C !file retention_june.csv
      A 附录的格式我统一一下，明早发终版`,
    unread: { bob: 4, alice: 5 },
  },
  {
    conversationId: 'c2c:alice:erin',
    language: 'en',
    cast: ['alice', 'erin'],
    minutesAgo: 3 * 60,
    minutes: 40,
    script: `
      B Do you still have the photos from the Shenzhen workshop?
      A I think so, give me a second
      A !image hills-in-may.png
      A That is the best one of the group
      B Perfect for the case study, thank you!
      A Any time. When do you land on Monday?
      B 14:20 in Hongqiao, if the weather is kind`,
  },
  {
    conversationId: 'c2g:lunch',
    language: 'zh',
    cast: ['kevin', 'grace', 'bob', 'ivan'],
    minutesAgo: 150,
    minutes: 40,
    script: `
      A 中午吃什么，五分钟内不说就是猪脚饭
      B 别！连吃三天了
      A !poll 今天中午; 酸菜鱼; 煲仔饭; 云吞面; 猪脚饭
      D Anything but the trotters, please
      C 煲仔饭 +1
      B 那就煲仔饭，楼下那家要排队
      A !image
      A 排上了，前面还有四桌
      C 到了，刚才那张桌子别占，靠厕所
      C !recall 9
      D I can see you, two minutes`,
  },
  {
    conversationId: 'c2c:bob:grace',
    language: 'zh',
    cast: ['grace', 'bob'],
    minutesAgo: 100,
    minutes: 30,
    script: `
      B 搜索接口的分页参数改成游标了？
      A 对，旧的 page 还能用到月底
      B 好，我今天切过去
      A !file search_api_v3.pdf
      A 第 4 节是迁移说明，有不清楚的直接问我`,
    unread: { bob: 2 },
  },
  {
    conversationId: 'c2g:on-call',
    language: 'en',
    cast: ['frank', 'ivan', 'grace', 'bob'],
    minutesAgo: 75,
    minutes: 35,
    script: `
      A !custom alert; ALERT media-store p99 940 ms for 5 minutes
      B Looking
      D The upload page feels slow as well, so it is not only the graph
      C It is the cold cache after the release, warming it now
      A^4 已经降到 210 ms 了
      B All green here. I will write the timeline
      A @D could you check that the upload page retries? Two users saw an error`,
    unread: { bob: 4, laura: 7 },
  },
  {
    conversationId: 'c2c:alice:carol',
    language: 'zh',
    cast: ['carol', 'alice'],
    minutesAgo: 58,
    minutes: 20,
    script: `
      B 李薇，图标的新版线宽是 1.5 还是 2？
      A 1.5，小尺寸用 2
      B 收到，我统一改
      A !sound
      A 评审顺序我在语音里说了，你听一下`,
    unread: { alice: 2 },
  },
  {
    conversationId: 'c2g:design-review',
    language: 'zh',
    cast: ['carol', 'alice', 'bob', 'dave'],
    minutesAgo: 48,
    minutes: 38,
    script: `
      A 首页 2.0 第二稿传上去了，大家先看导航部分
      A !image
      C 看到了，导航清楚多了 👍
      B 深色模式的对比度我也核过，都过 AA
      C 交互部分我录了一段语音
      C !sound
      A 三点评审，我把批注过的文件发上来
      B^1 次级按钮我想再轻一点，下一稿试试
      A !file home_annotated_v2.png
      C 批注看完了，第 3 条我来改
      D @B 请把上周的转化数据放到第 4 页，评审要用`,
    unread: { alice: 3 },
  },
  {
    conversationId: 'c2c:alice:bob',
    language: 'en',
    cast: ['alice', 'bob'],
    minutesAgo: 14,
    minutes: 10,
    script: `
      B Morning numbers are in: the new navigation saves 1.4 clicks per visit
      A Oh nice, that is more than I hoped for
      B !image clicks-per-page.png
      B The dark bars are us since Tuesday
      A^3 Can I use this chart in the review?
      B Of course, I will send you the source
      B !file navigation_clicks.xlsx
      A 太好了，评审前我再排一下版
      B 三点，三号会议室，对吧？
      A 对，我提前十分钟去连投影
      B 那我带转接头
      A !face good
      B 等下见！`,
  },
]
