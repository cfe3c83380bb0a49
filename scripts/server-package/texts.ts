import { COMMANDS } from '../../src/server/cli/help'
import { flagOf, SETTING_NAMES, settingOf, variableOf } from '../../src/server/cli/settings'

/** What the package's description takes of package.json. */
export type DebManifest = { readonly version: string; readonly homepage: string; readonly author: string }

/**
 * The settings file as it is installed: every setting that has a usual value, as that; the others, such as a certificate, are
 * added where they are needed.
 */
export function exampleSettings(data: string): string {
  const usual = SETTING_NAMES.map((name) => [name, name === 'data' ? data : settingOf(name).usual] as const)
  return `${JSON.stringify(Object.fromEntries(usual.filter(([, value]) => value !== undefined)), undefined, 2)}\n`
}

export function controlOf(
  { homepage, author }: DebManifest,
  facts: { readonly version: string; readonly architecture: string; readonly installedKib: number; readonly fitsNode20: boolean },
): string {
  return `${[
    'Package: jim-server',
    `Version: ${facts.version}`,
    `Architecture: ${facts.architecture}`,
    `Maintainer: ${author}`,
    `Installed-Size: ${facts.installedKib}`,
    // Its launcher knows more exactly: 21 and the first of 22 do not fit.
    `Depends: nodejs (>= ${facts.fitsNode20 ? '20.19' : '22.14'}), adduser, debconf, init-system-helpers, util-linux`,
    'Section: net',
    'Priority: optional',
    `Homepage: ${homepage}`,
    'Description: messenger server for the jim1 protocol',
    ' A small office on one process: accounts, conversations, groups and files, kept',
    ' in one folder. Runs as a service under a user of its own.',
  ].join('\n')}\n`
}

/** For `man jim-server`: the table that the settings are checked by, in its words. */
export function manualPage(version: string): string {
  const commands = COMMANDS.map(([words, says]) => `.TP\n.B ${roff(words)}\n${roff(says)}`)
  const options = SETTING_NAMES.map((name) => {
    const { kind, says, usual } = settingOf(name)
    const takes = kind.takes === undefined ? '' : ` \\fI${roff(kind.takes)}\\fR`
    const text = usual === undefined || usual === false ? says : `${says} (${String(usual)})`
    return `.TP\n\\fB${roff(`--${flagOf(name)}`)}\\fR${takes}\n${roff(text)}; \\fB${roff(name)}\\fR in the file, ${roff(variableOf(name))}`
  })
  return `${[
    `.TH JIM-SERVER 8 "" "jim-server ${version}" "System administration"`,
    '.SH NAME\njim\\-server \\- messenger server for the jim1 protocol',
    '.SH SYNOPSIS\n.B jim\\-server\n[\\fIcommand\\fR] [\\fIoptions\\fR]',
    '.SH DESCRIPTION',
    'Serves one office of accounts, conversations, groups and files, kept in one folder. Called by root, every command runs as',
    'the user jim\\-server, where there is one, so that the server can read and write what it leaves.',
    ['.SH COMMANDS', ...commands].join('\n'),
    ['.SH OPTIONS', ...options].join('\n'),
    `.TP\n\\fB\\-\\-config\\fR \\fIFILE\\fR\nthe settings file; else JIM_SERVER_CONFIG names it, else it is /etc/jim\\-server/server.json`,
    '.TP\n.B \\-\\-version\nthe version, and the Node that it runs on',
    '.SH EXIT STATUS\n0 done, 1 could not, 2 wrong words or settings: starting it again mends nothing.',
    '.SH ENVIRONMENT\n.TP\n.B JIM_NODE\nthe Node to run on, instead of the first one found that fits',
    '.SH FILES\n.TP\n.I /etc/jim\\-server/server.json\nsettings\n.TP\n.I /var/lib/jim\\-server\nmessages, files, accounts',
    '.TP\n.I /var/backups/jim\\-server\nwhat jim\\-server\\-backup.timer keeps',
    '.SH SEE ALSO\n/usr/share/doc/jim\\-server/server.md tells how it is installed, secured, backed up and watched.',
  ].join('\n')}\n`
}

/** A line that begins with a dot or a quote would be an order. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1')
}
