import type { Script } from './script'

/** Talk between two colleagues. */
export const chat: Script = {
  zh: [
    `A 在吗？{page}的接口<好了没|什么时候能用>
     B 好了，分支 {branch}
     A {thanks}`,
    `A {pr} 帮忙看一眼？
     B {ok}，开完会就看
     B 看完了，就一处命名
     A 改好了
     B 合了`,
    `A {time} 有空吗？想对一下{part}
     B {time}不行，{time2}可以
     A {ok}，{room}
     B 到时见`,
    `A 我这边 {branch} 编译不过
     B 报什么错
     A !image
     B 拉一下最新的，{clock} 修的
     A 好了，{thanks}`,
    `A {doc} 有最新版吗
     B 有
     B !file {doc}
     A {thanks}`,
    `A 发错了
     A !file {doc}
     A !recall 2
     B 我什么都没看见
     A !face sweat`,
    `A {thing}借我用一下
     B 在我桌上，自己拿
     A {ok}`,
    `A 明天我在家办公，有事打电话
     B {ok}，{time}的会你线上？
     A 线上`,
    `A 这段你听听
     A !sound
     B 第 {small} 秒有杂音，换个麦克风试试
     A 果然，好多了`,
    `A {bug} 是你那边的吗
     B 我看看… 是，{part}没判空
     A 今天能修吗
     B {time}前，发到 {version}`,
    `A {city}的机票订了吗
     B 订了，{day} {time}
     A 我和你同一班
     B !face handshake`,
    `A 客户{customer}刚打电话来
     B 怎么说？
     A 说{part}{praise}，就是{page}有点慢
     B 慢多少？
     A {ms}
     B 我去查`,
    `A 转给你，刚才讨论的结论
     A !bundle 讨论记录; A: {part}谁来做; B: 我来; A: {day}给
     B {ok}`,
    `A 我路上堵车，晚 {small} 分钟
     A !location
     B 不急，会议推到 {time}`,
    `A {A}的周报怎么写了 {small} 页
     B 哈哈，因为有 {n} 张图
     A 学习了`,
  ],
  en: [
    `A Hi! Is the API for the {page} <ready|usable yet>?
     B It is, on {branch}
     A {thanks}`,
    `A Could you look at {pr}?
     B {ok}, after my meeting
     B One name, otherwise fine
     A Renamed
     B Merged`,
    `A Free at {time}? I would like to talk about the {part}
     B Not then, {time2} works
     A {ok}, {room}
     B See you there`,
    `A {branch} does not build here
     B What does it say?
     A !image
     B Pull again, I fixed it at {clock}
     A Builds. {thanks}`,
    `A Do you have the latest {doc}?
     B I do
     B !file {doc}
     A {thanks}`,
    `A That went to the wrong person
     A !file {doc}
     A !recall 2
     B I have seen nothing
     A !face sweat`,
    `A Can I borrow the {thing}?
     B On my desk, help yourself
     A Back by {time}`,
    `A I work from home on {day}, call me if anything burns
     B {ok}. Will you dial in at {time}?
     A I will`,
    `A Have a listen
     A !sound
     B There is a noise at second {small}, try the other microphone
     A You are right, much better`,
    `A Is {bug} yours?
     B Let me see… yes, the {part} forgets the empty case
     A Today?
     B By {time}, in {version}`,
    `A Did you book {city}?
     B Yes, {day} at {time}
     A Same train as me
     B !face handshake`,
    `A {customer} just called
     B And?
     A The {part} is {praise}, the {page} is slow
     B How slow?
     A {ms}
     B I will find out why`,
    `A What we agreed on, so that it is written somewhere
     A !bundle Our talk; A: Who takes the {part}?; B: I do; A: By {day} then
     B {ok}`,
    `A Stuck in traffic, {small} minutes late
     A !location
     B No hurry, we start at {time}`,
    `A How did your report get to {small} pages?
     B {n} pictures
     A I see`,
  ],
}
