import { joinChinese } from '@shared/han-spacing'
import type { ContentKind } from '@shared/message'
import type { RegionWords } from '@shared/region'
import type { Settings } from '@shared/settings'

/** The kinds whose content is named rather than quoted. */
export type NamedKind = Exclude<ContentKind, 'text' | 'face' | 'custom' | 'recall' | 'recalled' | 'group_event'>

export type MenuWords = {
  readonly about: string
  readonly settings: string
  readonly services: string
  readonly hide: string
  readonly hideOthers: string
  readonly showAll: string
  readonly quit: string
  readonly file: string
  readonly closeWindow: string
  readonly edit: string
  readonly remove: string
  readonly window: string
  readonly minimize: string
  readonly zoom: string
  readonly front: string
}

/** What the main process says in words: notifications, tray, native menus. The page has its own locale files. */
export type Texts = {
  readonly appName: string
  readonly open: string
  readonly quit: string
  /** Why there is no folder to keep anything in. */
  readonly noHome: string
  readonly folderUnusable: (folder: string) => string
  readonly badProfileName: string
  readonly noSandbox: string
  readonly unread: (count: number) => string
  readonly nothingUnread: string
  readonly notConnected: string
  readonly doNotDisturb: string
  readonly doNotDisturbOff: string
  readonly forOneHour: string
  readonly untilTomorrow: string
  readonly untilTurnedOff: string
  readonly until: (time: string) => string
  readonly newMessages: (count: number) => string
  readonly sentMessage: string
  readonly sentMessageBy: (name: string) => string
  readonly mentionedYou: string
  /** Between who said it and what was said. */
  readonly colon: string
  readonly kinds: Readonly<Record<NamedKind, string>>
  /** A picture that was sent as one. */
  readonly sticker: string
  readonly undo: string
  readonly redo: string
  readonly cut: string
  readonly copy: string
  readonly paste: string
  readonly pasteAsText: string
  readonly selectAll: string
  readonly copyLink: string
  readonly copyAddress: string
  readonly noSuggestions: string
  readonly bundleOfTwo: (a: string, b: string) => string
  readonly bundleOfGroup: (title: string) => string
  readonly restoredServer: string
  readonly restoredConversation: (title: string) => string
  readonly stillRunning: string
  readonly stillRunningHint: string
  readonly notKept: string
  readonly chooseCa: string
  readonly chooseSaveFolder: string
  readonly chooseUpdateFolder: string
  readonly certificates: string
  readonly allFiles: string
  readonly takeScreenshot: string
  /** The application menu of macOS, in the words of its other programs. */
  readonly menu: MenuWords
  /** Over a display of which a part is chosen. */
  readonly region: RegionWords
}

const en: Texts = {
  appName: 'Jim Desktop',
  open: 'Open Jim Desktop',
  quit: 'Quit',
  noHome: 'Your user has no home folder, so there is nowhere to keep messages. Set HOME, or start with --user-data-dir=FOLDER.',
  folderUnusable: (folder) => `The folder for your messages cannot be used:\n${folder}\n\nIt needs to be writable, on a disk with room.`,
  badProfileName: 'JIM_PROFILE has to be 1–32 letters, digits, _ or -.',
  noSandbox:
    'Jim Desktop does not run without the sandbox that keeps strangers’ messages and files from your computer (--no-sandbox).\n\nIf you did not switch it off: this computer keeps user namespaces from programs. Install the .deb or .rpm package, or have an administrator run:\nsudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
  unread: (count) => (count === 1 ? '1 unread message' : `${count} unread messages`),
  nothingUnread: 'Nothing unread',
  notConnected: 'Not connected',
  doNotDisturb: 'Do not disturb',
  doNotDisturbOff: 'Off',
  forOneHour: 'For one hour',
  untilTomorrow: 'Until tomorrow morning',
  untilTurnedOff: 'Until I turn it off',
  until: (time) => `Until ${time}`,
  newMessages: (count) => (count === 1 ? '1 new message' : `${count} new messages`),
  sentMessage: 'Sent a message',
  sentMessageBy: (name) => `${name} sent a message`,
  mentionedYou: '[@me]',
  colon: ': ',
  kinds: {
    image: '[Picture]',
    sound: '[Voice message]',
    video: '[Video]',
    file: '[File]',
    location: '[Location]',
    link: '[Link]',
    contact: '[Contact card]',
    red_packet: '[Red packet]',
    bundle: '[Forwarded messages]',
    unsupported: '[Unsupported message]',
  },
  sticker: '[Sticker]',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  pasteAsText: 'Paste as plain text',
  selectAll: 'Select all',
  copyLink: 'Copy link',
  copyAddress: 'Copy address',
  noSuggestions: 'No suggestions',
  bundleOfTwo: (a, b) => `Chat history of ${a} and ${b}`,
  bundleOfGroup: (title) => `Chat history of ${title}`,
  restoredServer: 'The server was restored from a backup',
  restoredConversation: (title) => `“${title}” has been brought into line; messages that only this device still has stay here.`,
  stillRunning: 'Jim Desktop keeps running',
  stillRunningHint: 'It stays in the tray and tells of new messages. To change that: Settings, General.',
  notKept: 'It could not be kept: the disk is full or cannot be written.',
  chooseCa: 'Choose the CA certificate file',
  chooseSaveFolder: 'Choose the folder for saved files',
  chooseUpdateFolder: 'Choose the folder that updates come from',
  certificates: 'Certificates (PEM)',
  allFiles: 'All files',
  takeScreenshot: 'Screenshot',
  menu: {
    about: 'About Jim Desktop',
    settings: 'Settings…',
    services: 'Services',
    hide: 'Hide Jim Desktop',
    hideOthers: 'Hide Others',
    showAll: 'Show All',
    quit: 'Quit Jim Desktop',
    file: 'File',
    closeWindow: 'Close Window',
    edit: 'Edit',
    remove: 'Delete',
    window: 'Window',
    minimize: 'Minimize',
    zoom: 'Zoom',
    front: 'Bring All to Front',
  },
  region: {
    title: 'Screenshot',
    hint: 'Drag over what you want to take.',
    keys: 'Enter takes it, Esc leaves. Arrow keys move the area by a pixel, with Shift they change its size, with Ctrl by ten.',
    whole: 'Whole screen',
    windows: 'A window',
    noWindows: 'The system names no window.',
    nextScreen: 'Next screen',
    toClipboard: 'To the clipboard',
    cancel: 'Cancel',
  },
}

const zhCN: Texts = {
  appName: 'Jim Desktop',
  open: '打开 Jim Desktop',
  quit: '退出',
  noHome: '当前用户没有主目录，消息无处保存。请设置 HOME，或在启动时用 --user-data-dir 指定一个目录。',
  folderUnusable: (folder) => `存放消息的目录无法使用：\n${folder}\n\n请确认目录可写，且磁盘还有空间。`,
  badProfileName: 'JIM_PROFILE 只能用 1–32 个字母、数字、_ 或 -。',
  noSandbox:
    '沙箱让陌生人发来的消息和文件碰不到你的电脑，关闭沙箱（--no-sandbox）时 Jim Desktop 不会运行。\n\n如果不是你关闭的，说明这台电脑不允许程序使用用户命名空间。请安装 .deb 或 .rpm 包，或请管理员运行：\nsudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
  unread: (count) => `${count} 条未读消息`,
  nothingUnread: '没有未读消息',
  notConnected: '未连接',
  doNotDisturb: '勿扰模式',
  doNotDisturbOff: '关闭',
  forOneHour: '一小时',
  untilTomorrow: '到明天早上',
  untilTurnedOff: '直到手动关闭',
  until: (time) => `到 ${time}`,
  newMessages: (count) => `${count} 条新消息`,
  sentMessage: '发来一条消息',
  sentMessageBy: (name) => joinChinese(name, '发来一条消息'),
  mentionedYou: '[有人@我]',
  colon: '：',
  kinds: {
    image: '[图片]',
    sound: '[语音]',
    video: '[视频]',
    file: '[文件]',
    location: '[位置]',
    link: '[链接]',
    contact: '[名片]',
    red_packet: '[红包]',
    bundle: '[聊天记录]',
    unsupported: '[暂不支持的消息]',
  },
  sticker: '[表情包]',
  undo: '撤销',
  redo: '重做',
  cut: '剪切',
  copy: '复制',
  paste: '粘贴',
  pasteAsText: '粘贴为纯文本',
  selectAll: '全选',
  copyLink: '复制链接',
  copyAddress: '复制地址',
  noSuggestions: '没有建议',
  bundleOfTwo: (a, b) => joinChinese(a, '和', b, '的聊天记录'),
  bundleOfGroup: (title) => joinChinese(title, '的聊天记录'),
  restoredServer: '服务器从备份恢复过',
  restoredConversation: (title) => `“${title}”已与服务器对齐；只有本机还有的消息会留在这里。`,
  stillRunning: 'Jim Desktop 仍在运行',
  stillRunningHint: '它留在系统托盘，继续提醒新消息。可在“设置 › 通用”中更改。',
  notKept: '没有保存：磁盘已满或无法写入。',
  chooseCa: '选择 CA 证书文件',
  chooseSaveFolder: '选择保存文件的文件夹',
  chooseUpdateFolder: '选择提供更新的文件夹',
  certificates: '证书（PEM）',
  allFiles: '所有文件',
  takeScreenshot: '截图',
  menu: {
    about: '关于 Jim Desktop',
    settings: '设置…',
    services: '服务',
    hide: '隐藏 Jim Desktop',
    hideOthers: '隐藏其他',
    showAll: '全部显示',
    quit: '退出 Jim Desktop',
    file: '文件',
    closeWindow: '关闭窗口',
    edit: '编辑',
    remove: '删除',
    window: '窗口',
    minimize: '最小化',
    zoom: '缩放',
    front: '前置全部窗口',
  },
  region: {
    title: '截图',
    hint: '拖动鼠标，选择要截取的区域。',
    keys: '按 Enter 截取，按 Esc 退出。方向键每次移动一个像素，按住 Shift 调整大小，按住 Ctrl 每次十个像素。',
    whole: '整个屏幕',
    windows: '选择窗口',
    noWindows: '系统没有列出任何窗口。',
    nextScreen: '下一个屏幕',
    toClipboard: '复制到剪贴板',
    cancel: '取消',
  },
}

/** The language that was chosen; `system` follows the system's, where any Chinese reads as zh-CN. */
export function shownLanguage(language: Settings['language'], systemLocale: string): 'zh' | 'en' {
  if (language !== 'system') return language === 'zh-CN' ? 'zh' : 'en'
  return /^zh\b/i.test(systemLocale) ? 'zh' : 'en'
}

export function textsFor(language: Settings['language'], systemLocale: string): Texts {
  return shownLanguage(language, systemLocale) === 'zh' ? zhCN : en
}
