/** Where the application lies in a package, and what it is called to the desktop. */
export const APP_ID = 'jim-desktop'
/** As electron-builder.yml has it. */
const COMPONENT_ID = 'org.jim.desktop'
export const INSTALL_DIR = `/usr/lib/${APP_ID}`

/** Debian's names of what the executable is linked with, newer first. */
const DEPENDS = [
  'libgtk-3-0t64 | libgtk-3-0',
  'libnss3',
  'libasound2t64 | libasound2',
  'libatk-bridge2.0-0t64 | libatk-bridge2.0-0',
  'libatspi2.0-0t64 | libatspi2.0-0',
  'libcups2t64 | libcups2',
  'libdrm2',
  'libgbm1',
  'libxkbcommon0',
]
/** What it looks for when it runs: the keychain, links to the browser, notifications, how long nobody typed. */
const RECOMMENDS = ['libsecret-1-0', 'xdg-utils', 'libnotify4', 'libxss1']

/**
 * @typedef {object} DebFacts
 * @property {string} version of the package, in Debian's form
 * @property {string} architecture in Debian's words
 * @property {number} installedKib
 * @property {string} description one line
 * @property {string} homepage
 * @property {string} maintainer
 * @property {string | undefined} tryOut why this is no release; undefined for one
 */

/**
 * Debian's form of a version, and of a try-out of it, which any release of it replaces.
 *
 * @param {string} version
 * @param {boolean} isTryOut
 */
export function debVersion(version, isTryOut) {
  return `${version.replace('-', '~')}${isTryOut ? '~tryout' : ''}`
}

/** @param {DebFacts} facts */
export function controlFile({ version, architecture, installedKib, description, homepage, maintainer, tryOut }) {
  return `${[
    `Package: ${APP_ID}`,
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    `Maintainer: ${maintainer}`,
    `Installed-Size: ${installedKib}`,
    `Depends: ${DEPENDS.join(', ')}`,
    `Recommends: ${RECOMMENDS.join(', ')}`,
    'Section: net',
    'Priority: optional',
    `Homepage: ${homepage}`,
    `Description: ${tryOut === undefined ? '' : 'TRY-OUT, not for daily use: '}${description}`,
    ' Conversations with colleagues over a server of your own; every message is kept',
    ' on this computer and shown with what became of it.',
    ...(tryOut === undefined ? [] : [' .', ` ${tryOut}`]),
  ].join('\n')}\n`
}

/** The rights are in the archive too; a copy that an administrator made without them, or changed, is set right again. */
export const POSTINST = `#!/bin/sh
set -e
helper=${INSTALL_DIR}/chrome-sandbox
if [ "$1" = configure ] && ! dpkg-statoverride --list "$helper" >/dev/null 2>&1; then
  chown root:root "$helper"
  chmod 4755 "$helper"
fi
`

/** A package removes what it brought. Messages are people's own, and lie in their home folders. */
export const POSTRM = `#!/bin/sh
set -e
if [ "$1" = purge ]; then
  echo "Messages and settings stay with each person, in '~/.config/Jim Desktop'. Whoever wants them gone removes that folder."
fi
`

/** @param {string} description */
export function desktopEntry(description) {
  return `[Desktop Entry]
Type=Application
Name=Jim Desktop
GenericName=Messenger
GenericName[zh_CN]=即时通讯
Comment=${description}
Comment[zh_CN]=jim1 协议的桌面聊天软件：消息不会丢，去向看得见。
Exec=${APP_ID} %U
Icon=${APP_ID}
Terminal=false
StartupWMClass=Jim Desktop
StartupNotify=true
Categories=Network;InstantMessaging;
Keywords=chat;messenger;聊天;消息;
MimeType=x-scheme-handler/jim;
`
}

/**
 * AppStream's description, which software centres show.
 *
 * @param {{ readonly version: string, readonly description: string, readonly homepage: string, readonly licence: string,
 *   readonly date: string }} facts `date`: as 2026-01-31
 */
export function metainfo({ version, description, homepage, licence, date }) {
  return `<?xml version="1.0" encoding="UTF-8"?>
<component type="desktop-application">
  <id>${COMPONENT_ID}</id>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>${xml(licence)}</project_license>
  <name>Jim Desktop</name>
  <summary>Messenger for the jim1 protocol</summary>
  <summary xml:lang="zh-CN">jim1 协议的桌面聊天软件</summary>
  <description>
    <p>${xml(description)}</p>
    <p xml:lang="zh-CN">消息不会丢，每一条的去向都看得见。</p>
  </description>
  <launchable type="desktop-id">${APP_ID}.desktop</launchable>
  <url type="homepage">${xml(homepage)}</url>
  <developer_name>Jim Desktop contributors</developer_name>
  <provides>
    <binary>${APP_ID}</binary>
    <mediatype>x-scheme-handler/jim</mediatype>
  </provides>
  <content_rating type="oars-1.1"><content_attribute id="social-chat">intense</content_attribute></content_rating>
  <releases><release version="${xml(version)}" date="${date}"/></releases>
</component>
`
}

/** @param {string} text */
function xml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
