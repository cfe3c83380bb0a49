import type { Script } from './script'

/** Campaigns, texts, events and partners. */
export const marketing: Script = {
  zh: [
    `A {channel}的推文{day}发，标题两个选一个
     B 选短的那个
     C 短的 +1，长的像论文
     A {ok}`,
    `A {channel}昨天带来 {big} 次访问，注册 {n}
     B 成本多少？
     A 每个注册 {small} 块{small2}
     B 比上个月便宜`,
    `A 海报初稿
     A !image
     B {praise}，Logo 再大一点点
     A 经典意见 😂
     B 那就不大了`,
    `A {city}那场活动场地定了
     A !location
     B 能坐多少人？
     A {n} 个，投影和音响都有
     B {thanks}`,
    `A {customer}愿意做案例，{day} {time}采访
     B 问题清单我来列
     B !file {doc}
     A 第 {small} 题删掉，太敏感
     B {ok}`,
    `A @B {page}的英文文案帮忙过一遍
     B {ok}，{time}前给你
     A {thanks}`,
    `A 视频剪好了，{n} 秒
     A !video
     B 结尾停留再长一秒
     A 已改`,
    `A 发布会预算批了 {big}
     B 比申请的少 {small}%
     A 茶歇减一档就够
     B {ok}`,
    `A 活动名片印多少？
     B {n} 盒吧
     A 供应商联系谁
     B 找{C}
     B !contact C
     A {thanks}`,
    `A 竞品今天也发了{page}的更新
     A !link news/compare; 竞品动态 {version}; {part}和我们上个月的很像
     B 说明方向没错
     B !face cool`,
    `A {channel}评论里有人问什么时候支持{part}
     B 回“{version}”
     A 产品同意了吗
     C 同意，{quarter}`,
  ],
  en: [
    `A The post for {channel} goes out on {day}, two headlines to choose from
     B The short one
     C Short. The long one reads like a thesis
     A {ok}`,
    `A {big} visits from {channel} yesterday, {n} signed up
     B At what cost?
     A {small}.{small2} yuan each
     B Cheaper than last month`,
    `A First draft of the poster
     A !image
     B It is {praise}. Could the logo be a bit bigger?
     A There it is 😂
     B Forget I said it`,
    `A We have a venue in {city}
     A !location
     B How many seats?
     A {n}, with sound and a screen
     B {thanks}`,
    `A {customer} agreed to a case study, interview on {day} at {time}
     B I will draft the questions
     B !file {doc}
     A Drop number {small}, too delicate
     B {ok}`,
    `A @B could you read the English copy of the {page}?
     B {ok}, you have it by {time}
     A {thanks}`,
    `A The clip is cut, {n} seconds
     A !video
     B Hold the last frame a second longer
     A Changed`,
    `A The launch budget is approved: {big}
     B {small}% less than we asked
     A Simpler catering and it fits
     B {ok}`,
    `A How many boxes of cards for the fair?
     B {n}
     A Who knows the printer?
     B Ask {C}
     B !contact C
     A {thanks}`,
    `A The others shipped a new {page} today
     A !link news/compare; Market watch {version}; Their {part} looks like ours of last month
     B Then we are on the right road
     B !face cool`,
    `A People on {channel} ask when the {part} comes
     B Say “with {version}”
     A Did product agree?
     C We did: {quarter}`,
  ],
}
