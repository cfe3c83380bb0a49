import type { Script } from './script'

/** Weekly reports, figures, plans and customers. */
export const report: Script = {
  zh: [
    `A 周报模板更新了，第 {small} 页加了“风险”一栏
     A !link reports/template; 周报模板 {version}; 每人一页，周四 18:00 截止
     B {ok}
     C 风险写不写已经解决的？
     A 写一行就行`,
    `A @B 请把上周的转化数据补到第 {small} 页
     B {ok}，口径还是按<注册|激活|付费>算？
     A 按激活
     B 补好了，{pct}，比前一周<高|低> {small} 个点`,
    `A {doc} 我更新了，{quarter}的数字以这份为准
     A !file {doc}
     B {thanks}`,
    `A {version} 还剩 {small} 个问题，{bug} 最麻烦
     B^1 {bug} 卡在哪？
     A 复现不稳定，{n} 次里出 {small2} 次
     C 我这有个稳定的步骤，发你
     A {thanks}`,
    `A 本周进度：{page}完成，{part}完成 {n}%
     B 搜索这边完成了接口联调，下周一提测
     C 测试用例写了 {n2} 条，<都过了|还有 {small} 条没过>`,
    `A 客户{customer}想把上线提前到{day}
     B 太紧了，{part}还没验收
     A 那先给他们开灰度？
     B 灰度可以，{n} 个账号以内
     A {ok}，我去回`,
    `A {quarter}目标我拆成了 {small} 条，大家看看有没有漏
     A !file {doc}
     B 少了一条“{customer}续约”
     A 加上了`,
    `A 日活到 {big} 了 🎉
     B 昨天是多少？
     A 昨天少 {n}
     C !face party`,
    `A {day}的例会<改到|提前到> {time}，{room}，@all
     B {ok}
     C {time}我在{city}，线上参加
     A 会议链接我放日历里`,
    `A 昨天的会议纪要
     A !bundle {quarter}例会记录; A: 先过进度; B: 搜索延期两天; A: 风险记到第四页
     B {thanks}
     C^2 延期原因我补充一句：等{customer}的接口`,
    `A 预算表里市场那行对不上，差 {big}
     B 是不是没算{city}那场活动
     A 对，加上就平了，{thanks}`,
    `A !custom approval; 审批：{version} 上线申请已通过（{A}）
     B 看到了，{time}发版
     A 回滚方案记得附上
     B 已附`,
    `A 用户反馈里提得最多的是{part}，{n} 条
     B 排到 {version} 吧
     A {ok}，建了 {bug}`,
    `A {A}本周请假两天，周报由{B}代交
     B {ok}
     C 那{customer}的演示谁讲？
     B 我讲，{time}前把稿子过一遍`,
  ],
  en: [
    `A New report template: page {small} has a column for risks
     A !link reports/template; Weekly report {version}; One page each, due Thursday 18:00
     B {ok}
     C Do solved risks count?
     A One line is enough`,
    `A @B please put last week's conversion on page {small}
     B By <sign-up|activation|payment>?
     A Activation
     B Done: {pct}, {small2} points <up|down> on the week before`,
    `A I updated {doc}. For {quarter} only these figures count
     A !file {doc}
     B {thanks}`,
    `A {small} issues left in {version}, {bug} is the nasty one
     B^1 What blocks {bug}?
     A It shows {small2} times in {n}, never when I look
     C I have steps that always work, sending them
     A {thanks}`,
    `A This week: {page} done, {part} at {n}%
     B Search talks to the new API, QA from Monday
     C {n2} test cases written, <all green|{small} still red>`,
    `A {customer} would like to launch on {day}
     B Too tight, nobody has accepted the {part} yet
     A Could we open a preview for them?
     B Up to {n} accounts, yes
     A {ok}, I will tell them`,
    `A I split the {quarter} goals into {small} lines, what is missing?
     A !file {doc}
     B The renewal of {customer}
     A Added`,
    `A {big} daily users 🎉
     B What was it yesterday?
     A {n} less
     C !face strong`,
    `A @all the {day} meeting <moves|is brought forward> to {time}, {room}
     B {ok}
     C I am in {city} then, I will dial in
     A The link is in the calendar`,
    `A Minutes from yesterday
     A !bundle {quarter} meeting; A: Progress first; B: Search slips by two days; A: Put the risk on page four
     B {thanks}
     C^2 The reason for the slip: we wait for {customer}`,
    `A The marketing row of the budget is off by {big}
     B Did you count the {city} event?
     A That was it. {thanks}`,
    `A !custom approval; Approved: release of {version} ({A})
     B Seen. Shipping at {time}
     A Please attach the way back
     B Attached`,
    `A Most feedback this week is about the {part}, {n} tickets
     B Let us plan it for {version}
     A {ok}, that is {bug}`,
    `A I am off for two days, {B} hands in my page
     B {ok}
     C Who presents at {customer}?
     B I do. Dry run at {time}, {room}`,
  ],
}
