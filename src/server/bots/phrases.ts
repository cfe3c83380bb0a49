import type { Language } from '../seed/words'

/** What a message is about, as far as a colleague who has a few sentences for it can tell. */
export type Topic =
  | 'greeting'
  | 'thanks'
  | 'picture'
  | 'meal'
  | 'when'
  | 'where'
  | 'how'
  | 'progress'
  | 'farewell'
  | 'laughter'
  | 'question'
  | 'attachment'
  | 'statement'

/**
 * Told by these words, the first that fits; English ones as whole words. What none of them fits is a `question` or a
 * `statement`.
 */
export const TOPIC_WORDS: readonly (readonly [Topic, RegExp])[] = [
  ['picture', /图|照片|截图|画面|\b(?:picture|photo|image|screenshot|drawing)s?\b/iu],
  ['thanks', /谢谢|多谢|感谢|辛苦|\b(?:thanks|thank you|thx|cheers)\b/iu],
  ['farewell', /再见|拜拜|明天见|下班|晚安|\b(?:bye|goodbye|see you|good night)\b/iu],
  ['meal', /午饭|吃饭|吃什么|晚饭|咖啡|\b(?:lunch|dinner|coffee|hungry)\b/iu],
  ['progress', /进度|好了没|做完|完成|怎么样了|\b(?:status|progress|done|ready|finished)\b/iu],
  ['when', /几点|什么时候|哪天|多久|\b(?:when|what time|how long)\b/iu],
  ['where', /哪里|在哪|哪儿|地址|\b(?:where|address|which room)\b/iu],
  ['how', /怎么|如何|为什么|\b(?:how|why)\b/iu],
  ['laughter', /哈哈|嘿嘿|笑死|\b(?:haha|lol|funny)\b/iu],
  ['greeting', /你好|您好|在吗|早上好|早安|^早|下午好|嗨|\b(?:hi|hello|hey|good morning|good afternoon|anyone there)\b/iu],
]

/** `{name}` is who asked, `{echo}` the beginning of what they asked. */
export const PHRASES: Readonly<Record<Language, Readonly<Record<Topic, readonly string[]>>>> = {
  zh: {
    greeting: ['你好，{name}！我在', '在的，什么事？', '嗨，刚坐下', '在，请讲'],
    thanks: ['不客气', '小事', '应该的，有问题再叫我'],
    picture: ['发你一张', '这是最新的一张', '刚导出的，你看看'],
    meal: ['11:45 电梯口，一起？', '我想去楼下那家面馆', '走，今天我请咖啡'],
    when: ['下午三点，三号会议室', '我看了日历，周四上午合适', '大概还要半个小时'],
    where: ['在三号会议室', '共享盘「设计/2.0」里', '前台旁边那间'],
    how: ['先看一下通知里的说明，不清楚我过来', '我上周这样做过，等下把步骤写给你', '重启一次，一般就好了'],
    progress: ['做了一大半，下班前给你', '好了，正在自测', '还差最后一页'],
    farewell: ['明天见！', '好，路上小心', '拜拜'],
    laughter: ['哈哈哈', '笑出声了，旁边的人都在看我'],
    question: ['关于「{echo}」，我查一下，马上回你', '「{echo}」？我觉得可以', '「{echo}」这个我问一下大伟'],
    attachment: ['收到，我看看', '收到，存到共享盘了'],
    statement: ['收到', '好的，我记下了', '明白，我来跟进', '同意', '嗯，有道理'],
  },
  en: {
    greeting: ['Hello {name}! I am here', 'Hi, what is up?', 'Hey, just sat down', 'Here. Go ahead'],
    thanks: ['You are welcome', 'No problem', 'Any time, just call me'],
    picture: ['Here is one', 'This is the latest one', 'Just exported it, have a look'],
    meal: ['11:45 at the lifts?', 'I would like the noodle place downstairs', 'Come on, coffee is on me'],
    when: ['At three, in room 3', 'I looked at the calendar, Thursday morning works', 'Half an hour more, I think'],
    where: ['In room 3', 'On the share, under Design/2.0', 'The room beside the front desk'],
    how: [
      'The notice has the steps, and I can come over',
      'I did it last week, I will write it down for you',
      'Restart it once, that usually helps',
    ],
    progress: ['Most of it is done, you get it today', 'Done, I am testing it', 'One page is left'],
    farewell: ['See you tomorrow!', 'Good night, take care', 'Bye'],
    laughter: ['Haha', 'I laughed out loud, now everybody looks at me'],
    question: ['About “{echo}”: I will look it up and come back to you', '“{echo}”? I think so', '“{echo}”: let me ask Dave'],
    attachment: ['Got it, I will have a look', 'Got it, it is on the share now'],
    statement: ['Got it', 'Noted', 'Understood, I will take care of it', 'Agreed', 'Right, that makes sense'],
  },
}

/** What somebody says who wants the person's word, at the end of a talk in a group. */
export const ASKING: Readonly<Record<Language, readonly string[]>> = {
  zh: ['你怎么看？', '你那边方便吗？', '这个你来定？'],
  en: ['what do you think?', 'does that work for you?', 'your call?'],
}

/** Said in a row, so that anyone sees what is missing and that it comes back in order. */
export const COUNTING: Readonly<Record<Language, (step: number, all: number) => string>> = {
  zh: (step, all) => `第 ${step} 步，共 ${all} 步：${STEPS.zh[(step - 1) % STEPS.zh.length]!}`,
  en: (step, all) => `Step ${step} of ${all}: ${STEPS.en[(step - 1) % STEPS.en.length]!}`,
}

const STEPS: Readonly<Record<Language, readonly string[]>> = {
  zh: ['备份', '停掉旧服务', '迁移数据', '启动新服务', '检查一遍'],
  en: ['take the backup', 'stop the old service', 'move the data', 'start the new service', 'check everything'],
}
