import type { Script } from './script'

/** Where to eat, who pays, who is late. */
export const lunch: Script = {
  zh: [
    `A 中午<吃啥|吃什么|有人一起吃饭吗>？
     B {dish}？
     C 昨天刚吃，{dish2}吧
     A {ok}，{place}`,
    `A {place}的{dish}今天打 {small} 折
     B 走！
     C 等我 {small2} 分钟`,
    `A 排到 {n} 号了，前面还有 {small} 桌
     A !image
     B 我们在电梯里
     C 帮我点{dish}`,
    `A 位置发一下
     B !location
     A {thanks}，{small} 分钟到`,
    `A 今天谁带伞了，下雨
     B 我有一把{thing}… 不对，是雨伞
     A 哈哈哈
     A !face joy`,
    `A 投票：{dish} / {dish2}
     A !poll 中午吃什么; {dish}; {dish2}; 随便
     B 我选{dish2}
     C 随便党报到`,
    `A 上次我垫了 {n}，每人 {small} 块{small2}
     B 转了
     C 我也转了，查收
     A {thanks}`,
    `A 减肥第 {small} 天，今天只吃沙拉
     B 昨天那份{dish}是谁吃的
     A 那是{C}的
     C 别看我`,
    `A 咖啡有人要吗，楼下买一送一
     B 拿铁，冰
     C 美式
     A {ok}，一共 {small} 杯`,
    `A {place}新出的{dish}踩雷了
     B 多难吃？
     A 满分十分，给 {small} 分
     B 那还行啊`,
    `A 我今天带饭，不去了
     B 带的什么
     A {dish}
     B 羡慕
     B !face cry`,
    `A {day}聚餐，{place}，{n} 个人的包间订好了
     B {praise}
     C 我对花生过敏，提前说一声
     A 记下了`,
  ],
  en: [
    `A <Lunch?|Where do we eat?|Anybody hungry?>
     B How about {dish}?
     C Had it yesterday. I vote for {dish2}
     A {ok}, {place}`,
    `A {place} has {small}0% off today
     B Going!
     C Wait {small2} minutes for me`,
    `A We have number {n}, {small} tables before us
     A !image
     B We are in the lift
     C Order {dish} for me please`,
    `A Where are you sitting?
     B !location
     A {thanks} There in {small} minutes`,
    `A It is raining. Who has an umbrella?
     B One, for {small} of us
     A We run then
     A !face joy`,
    `A A vote: {dish} or {dish2}
     A !poll Lunch; {dish}; {dish2}; Whatever
     B {dish2} for me
     C Whatever, as always`,
    `A I paid {n} last time, that is {small}.{small2} each
     B Sent
     C Sent too, have a look
     A {thanks}`,
    `A Day {small} of eating only salad
     B Whose was {dish} yesterday then?
     A That was {C}
     C Leave me out of it`,
    `A Coffee? Two for one downstairs
     B Iced latte
     C Black, large
     A {ok}, {small} cups`,
    `A Stay away from {dish} at {place}
     B That bad?
     A {small} of ten
     B I have had worse`,
    `A I brought food today, go without me
     B What is it?
     A {dish}
     B Jealous
     B !face cry`,
    `A Team dinner on {day}, {place}, a room for {n}
     B That is {praise}
     C No peanuts for me please
     A Written down`,
  ],
}
