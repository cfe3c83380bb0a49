/**
 * Words of a Chinese office, commonest first; behind them comes a tail made by `chat-corpus`. Particles stand apart:
 * they are what makes single characters common.
 */
export const CHINESE_WORDS = (
  '我们 今天 一下 这个 会议 明天 可以 问题 时间 项目 客户 已经 没有 现在 大家 下午 公司 需要 文件 收到 系统 上午 产品 数据 测试 ' +
  '方案 什么 看看 知道 设计 合同 报告 安排 部门 完成 更新 功能 领导 同事 下周 本周 周五 周一 邮件 电话 开会 会议室 负责 确认 ' +
  '修改 版本 上线 服务器 接口 代码 网络 用户 需求 反馈 处理 发布 进度 计划 总结 培训 出差 请假 报销 发票 财务 人事 招聘 面试 ' +
  '价格 预算 采购 供应商 物流 仓库 库存 订单 发货 质量 检查 标准 流程 审批 签字 盖章 领取 办公室 打印机 电脑 密码 账号 权限 ' +
  '吃饭 午饭 食堂 咖啡 谢谢 辛苦 好的 没问题 不好意思 稍等 马上 晚点 尽快 重要 紧急 通知 提醒 群里 图片 链接 文档 表格 照片 ' +
  '北京 上海 深圳 广州 杭州 成都 天气 下雨 地铁 堵车 航班 酒店 周末 假期 春节 国庆 生日 快乐 孩子 学校 医院 身体 健康 ' +
  '市场 销售 业绩 目标 增长 竞争 合作 伙伴 战略 品牌 广告 渠道 推广 活动 会员 优惠 投诉 服务 体验 满意 调查 分析 结果 原因'
).split(' ')

export const PARTICLES = [...'的了是我不在你有就这好吗也都要去来把和会到说个上下没很还吧看给再让想得过做']

export const ENGLISH_WORDS = (
  'the to and a of in is it you that for on we this with be have are can at please will your from meeting not all as ' +
  'me my if just so do what about time today up out team when here review project tomorrow need one see new get thanks ' +
  'now there which release build test update customer week send report issue change design work server data user check ' +
  'file call office budget plan done question status version feature bug fix deploy monday friday morning afternoon ' +
  'schedule contract invoice order price delivery sales marketing training document link password account network ' +
  'database interface request response error message channel group member admin policy quality process approval ' +
  'yesterday evening lunch coffee weekend holiday travel hotel flight train weather sorry great sounds good maybe later ' +
  'should would could before after because between during without against through manager engineer director colleague'
).split(' ')

/** Chinese people write these among their own words. */
export const MIXED_WORDS = (
  'iPhone Excel PPT PDF API bug demo OK deadline review Q3 KPI Word App VPN WiFi HR CEO B2B SaaS Docker Java Python ' +
  'GitLab Jira release v2.3 2026 3点 5号 100% 24小时 8:30'
).split(' ')
