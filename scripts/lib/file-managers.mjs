import { APP_ID } from './deb-texts.mjs'

const NAME = 'Send with Jim Desktop'
const CHINESE_NAME = '用 Jim Desktop 发送'

/** Dolphin and Konqueror: in the menu of whatever files are selected. */
const KDE = `[Desktop Entry]
Type=Service
X-KDE-ServiceTypes=KonqPopupMenu/Plugin
MimeType=all/allfiles;
Actions=send

[Desktop Action send]
Name=${NAME}
Name[zh_CN]=${CHINESE_NAME}
Icon=${APP_ID}
Exec=${APP_ID} %F
`

/** Thunar: in its menu "Send To". */
const THUNAR = `[Desktop Entry]
Type=Application
Name=Jim Desktop
Icon=${APP_ID}
Exec=${APP_ID} %F
`

/** Nemo: in the menu of files, not of folders. */
const NEMO = `[Nemo Action]
Name=${NAME}
Name[zh_CN]=${CHINESE_NAME}
Icon-Name=${APP_ID}
Exec=${APP_ID} %F
Selection=notnone
Extensions=nodirs;
`

/**
 * What file managers offer for the files that are selected, each in the form that it reads. Files has "Open With" alone, for which
 * the desktop entry is enough.
 *
 * @type {readonly (readonly [path: string, text: string])[]}
 */
export const FILE_MANAGER_ENTRIES = [
  [`usr/share/kio/servicemenus/${APP_ID}.desktop`, KDE],
  [`usr/share/Thunar/sendto/${APP_ID}.desktop`, THUNAR],
  [`usr/share/nemo/actions/${APP_ID}.nemo_action`, NEMO],
]
