import type { Script } from './script'

/** Alarms, incidents, releases and handovers. */
export const oncall: Script = {
  zh: [
    `A !custom alert; 报警：{service} P99 {ms}，持续 {small} 分钟
     B 在看
     B 是{cause}，<重启|扩容|回滚>中
     A 恢复了，{ms2}
     B 复盘我来写`,
    `A {service} 错误率 {pct}，谁在？
     B 我在，{clock} 开始的
     B 和 {pr} 的时间对得上
     A 先回滚
     B 回滚完成，错误率归零
     A {thanks}`,
    `A 从库延迟 {n} 秒，是不是{service}在跑批？
     B 对，{clock} 的任务，还要 {small} 分钟
     A {ok}，我先静默报警`,
    `A {version} 灰度 {n}%，目前无异常
     B {service} 内存比昨天高 {small}%
     A 观察半小时，不降就停
     B 降下来了，继续`,
    `A 交接：本周报警 {n} 次，{small} 次真的，其余是{service}抖动
     A !link runbooks/handover; 值班交接 {version}; 未关闭：{bug}
     B {ok}，接班`,
    `A {service} 的证书{day}到期
     B 自动续期没跑？
     A 没跑，{cause}
     B 手动续上了，到期提前 {small} 周提醒也加了
     A {thanks}`,
    `A @B 机房那边说{clock}到次日要割接
     B 影响{service}吗？
     A 会闪断 {small} 秒，客户端会自己重连
     B {ok}，我盯着`,
    `A 日志盘只剩 {small}% 了
     B !image
     B {service} 占了 {n} GB，开了 debug
     A 关掉，清 {small2} 天前的
     B 清完了`,
    `A 复盘文档：{cause}
     A !file {doc}
     B 时间线里 {clock} 那一步漏了“通知客服”
     A^3 补上了`,
    `A {pr} 谁能看一下？修{service}的{cause}
     B 看了，留了 {small} 条意见
     A 都改了
     B 合了`,
    `A 有人在扫登录接口，{big} 次/分钟
     B 限流生效了吗
     A 生效，都是 429
     C 来源是 {n} 个地址，已经加到黑名单
     A {thanks}`,
    `A 压测结果：{service} 到 {big} 连接时 P99 {ms}
     B 瓶颈在哪？
     A {cause}
     B 那 {version} 先修这个`,
  ],
  en: [
    `A !custom alert; ALERT {service} p99 {ms} for {small} minutes
     B Looking
     B It is {cause}, <restarting|scaling out|rolling back>
     A Back to {ms2}
     B I will write it up`,
    `A {service} errors at {pct}, who is around?
     B Me. It began at {clock}
     B That matches {pr}
     A Roll it back first
     B Rolled back, errors at zero
     A {thanks}`,
    `A Replica lag {n} s, is {service} running a batch?
     B Yes, the {clock} job, {small} minutes to go
     A {ok}, silencing the alarm until then`,
    `A {version} is on {n}% of hosts, all quiet
     B {service} uses {small}% more memory than yesterday
     A Half an hour, then we stop
     B It went down again. Going on`,
    `A Handover: {n} pages this week, {small} of them real, the rest was {service}
     A !link runbooks/handover; On-call handover {version}; Still open: {bug}
     B {ok}, I have the pager`,
    `A The certificate of {service} runs out on {day}
     B Did the renewal not run?
     A No: {cause}
     B Renewed by hand, and we now hear {small} weeks ahead
     A {thanks}`,
    `A @B the data centre moves a switch at {clock}
     B Does it touch {service}?
     A A gap of {small} seconds, clients reconnect by themselves
     B {ok}, I will watch`,
    `A {small}% left on the log disk
     B !image
     B {n} GB from {service}, somebody left debug on
     A Switch it off and drop what is older than {small2} days
     B Cleaned`,
    `A The write-up: {cause}
     A !file {doc}
     B The timeline misses “told support” at {clock}
     A^3 Added`,
    `A Who can review {pr}? It fixes {cause} in {service}
     B {small} comments
     A All addressed
     B Merged`,
    `A Somebody probes the login, {big} a minute
     B Does the limit hold?
     A It does, nothing but 429
     C {n} addresses, all blocked now
     A {thanks}`,
    `A Load test: {service} holds {big} connections at p99 {ms}
     B Where is the ceiling?
     A {cause}
     B Then {version} fixes that first`,
  ],
}
