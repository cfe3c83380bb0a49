import type { Script } from './script'

/** Rooms, deliveries, badges and holidays. */
export const admin: Script = {
  zh: [
    `A @all {day} {time} 起{floor}停电检修，约 {small} 小时，请提前保存
     B {ok}
     C 服务器那间也停吗？
     A 不停，有备用电`,
    `A {room}的{thing}坏了，修到{day}
     B 那{time}的会换哪？
     A {room2}空着，给你订上了
     B {thanks}`,
    `A 前台有 {small} 个快递，{B}、{C}各一个
     B 来拿
     C 帮我放着，{time}下去`,
    `A 体检预约开了，{day}截止
     A !link hr/checkup; 年度体检预约; {city}三家门店可选，分机 {phone}
     B {thanks}
     C^1 家属可以一起吗？
     A 可以，自费`,
    `A 谁把{thing}落在{room}了？
     A !image
     B 我的！马上来
     A 放前台了`,
    `A 打印机换墨了，{floor}那台可以用了
     B {thanks}`,
    `A 周末活动报名：爬山还是骑车
     A !poll 周末活动; 爬山; 骑车; 都行; 睡觉
     B 骑车
     C 睡觉 +1
     C !face sleep`,
    `A 新同事{day}入职，工位在{floor}靠窗
     B 欢迎！
     C {thing}准备好了吗
     A 好了`,
    `A 报销单{day}前交，超过 {big} 的要附合同
     B 电子发票行吗
     A 行，发我邮箱
     B {ok}`,
    `A 空调调到 {small} 档了，冷的同学分机 {phone}
     B 得救了
     C 我这边刚好`,
    `A !red_packet <生日快乐|新年快乐|辛苦大家|项目上线>
     B 谢谢老板
     C 手慢了 {small} 分钟…`,
    `A 访客停车位只剩 {small} 个，来客请提前说
     B {customer}{time}来 {small2} 辆
     A 登记了`,
  ],
  en: [
    `A @all power work on {floor}, {day} from {time}, about {small} hours. Please save your work
     B {ok}
     C The server room too?
     A No, that one has its own supply`,
    `A The {thing} in {room} is broken until {day}
     B Where do we meet at {time} then?
     A {room2} is free, booked for you
     B {thanks}`,
    `A {small} parcels at the front desk, one for {B}, one for {C}
     B Coming
     C Please keep mine, I am down at {time}`,
    `A Health checks can be booked until {day}
     A !link hr/checkup; Yearly health check; Three places in {city}, questions to extension {phone}
     B {thanks}
     C^1 Can family come along?
     A Yes, at your own cost`,
    `A Who left this in {room}? ({thing})
     A !image
     B Mine! On my way
     A It is at the desk`,
    `A New toner on {floor}, the printer works again
     B {thanks}`,
    `A The weekend trip: hills or bikes?
     A !poll Weekend trip; Hills; Bikes; Either; Sleep
     B Bikes
     C Sleep, thank you
     C !face sleep`,
    `A A new colleague starts on {day}, desk by the window on {floor}
     B Welcome!
     C Is the {thing} ready?
     A All set`,
    `A Expenses by {day} please; above {big} with the contract
     B Are e-invoices fine?
     A They are, by mail
     B {ok}`,
    `A I set the air to {small}. Cold? Extension {phone}
     B Saved
     C Just right over here`,
    `A !red_packet <Happy birthday|Happy New Year|Well done everyone|We shipped>
     B Thank you, boss
     C {small} minutes too late…`,
    `A {small} visitor spaces left in the garage, tell me ahead
     B {customer} comes with {small2} cars at {time}
     A Noted`,
  ],
}
