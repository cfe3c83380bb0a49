import type { Script } from './script'

/** Reviews of drafts, pages and parts. */
export const design: Script = {
  zh: [
    `A {page}的<第二稿|新稿|终稿>放在 {fig} 了，大家<看看|过一眼|提提意见>
     A !file {fig}
     B {part}{praise}
     C^1 同意，就是<标题|次要文字>还可以再<浅|深>一点
     A {ok}，<下班前|午饭后|{time} 前>更新`,
    `A 评审改到{day} {time}，{room}，@all
     B {ok}
     C 我{time2}还有个会，可能晚{small}分钟
     A 没事，先过{page}`,
    `A @B {page}的{part}是按 8 还是按 4 的栅格？
     B 4。手机上{small}列，桌面 12 列
     A {thanks}`,
    `A !image
     A {page}换了新的{part}，<左边|右边>那版更<稳|轻>一些
     B {praise}
     C 选<左|右>，对比度够`,
    `A 有人知道<旧|上一版>的{part}在哪个文件吗？
     B 在 {fig}，第 {small} 页
     A {thanks}`,
    `A 用户访谈里有 {n} 个人没找到{page}的入口
     B 是不是{part}太<靠下|隐蔽|浅>了
     A 录屏在这
     A !video
     B 看完了，确实，我<今天|明天>出个方案
     A {ok}`,
    `A !link design/spacing; 间距与栅格规范 {version}; 更新了{part}一节，{page}已按此调整
     B^1 深色模式也包含了吗？
     A 包含，第 {small} 节`,
    `A {fig} 里的图标导出是 1x，麻烦补一份 2x 和 3x
     B {ok}，{small} 分钟
     B !file icons_{version}.zip
     A {thanks}`,
    `A 颜色对比我量了一遍，{part}只有 3.{small}:1，过不了 AA
     B 那把灰再压 {small}%？
     A 压完是 5.1，可以
     B {ok}`,
    `A 语音说一下{page}的交互
     A !sound
     B 听完了，返回手势那段我有疑问，{time}{room}聊？
     A {ok}`,
    `A 动效时长统一 180 ms 怎么样？现在{page}是 {ms}
     B 列表可以，弹窗 180 有点急
     C 弹窗 220，其余 180
     A 记下了，写进规范`,
    `A 客户{customer}说{page}“{praise}”
     B 难得！
     B !face clap`,
    `A 我把{page}的<空状态|错误提示|加载中>文案改短了，从 {n} 个字到 {small} 个字
     B 短得好
     C^1 “稍后再试”后面要不要加个按钮？
     A 要，我补上`,
    `A {part}评审结论：<保留方案一|采用方案二|两个方案合并>，{day}前出标注
     B 标注我来
     A {thanks}
     C 前端排在{day2}`,
    `A 稿子发错群了，撤回一下
     A !image
     A !recall 2
     A 正确的在 {fig}
     B {ok}`,
  ],
  en: [
    `A The <second|third|final> draft of the {page} is in {fig}, please <have a look|comment by {time}>
     A !file {fig}
     B The {part} is {praise}
     C^1 Agreed. Could the <heading|caption> be a shade <lighter|darker>?
     A {ok}, <before lunch|by {time}|tonight>`,
    `A @all the review moves to {day} {time}, {room}
     B {ok}
     C I have a call until {time2}, start without me
     A We will begin with the {page} then`,
    `A @B does the {part} on the {page} follow the 4 or the 8 grid?
     B Four. {small} columns on phones, twelve on the desktop
     A {thanks}`,
    `A !image
     A New {part} on the {page}; I prefer the <left|right> one
     B It is {praise}
     C <Left|Right> for me too, the contrast is better`,
    `A Does anybody remember where the <old|previous> {part} lives?
     B {fig}, page {small}
     A {thanks}`,
    `A {n} people in the interviews did not find the {page}
     B Is the {part} too <low|pale|small>?
     A Here is the recording
     A !video
     B Seen it. I will sketch something for {day}`,
    `A !link design/spacing; Spacing and grid {version}; New section about the {part}, the {page} follows it
     B^1 Does it cover dark mode?
     A Yes, section {small}`,
    `A The icons in {fig} are 1x only, could I have 2x and 3x?
     B {ok}
     B !file icons_{version}.zip
     A {thanks}`,
    `A I measured the {part}: 3.{small}:1, that fails AA
     B What if we take the grey down {small}%?
     A 5.1 then. Passes
     B Nice, changing it`,
    `A I recorded how the {page} should feel, easier than typing
     A !sound
     B One question about the back gesture. {time} in {room}?
     A {ok}`,
    `A Can we settle on 180 ms for motion? The {page} uses {ms} today
     B Fine for lists, hasty for dialogs
     C 220 for dialogs, 180 elsewhere
     A Written down in the spec`,
    `A {customer} called the {page} “{praise}”
     B Frame that one
     B !face party`,
    `A I cut the <empty state|error|loading> text of the {page} from {n} words to {small}
     B Shorter is better
     C^1 Should “try again” be a button?
     A It should. Adding it`,
    `A Outcome on the {part}: <keep option one|go with option two|merge both>, specs by {day}
     B I will write the specs
     A {thanks}
     C Front end has it planned for {day2}`,
    `A Oops, wrong screenshot
     A !image
     A !recall 2
     A The right one is in {fig}
     B {ok}`,
  ],
}
