import { flagOf, SETTING_NAMES, type SettingName, settingOf } from './settings'

const TITLE = 'Jim server: a small office’s messenger server for the jim1 protocol.'

/** What stands behind `jim-server`, and what it does. */
export const COMMANDS: readonly (readonly [string, string])[] = [
  ['[options]', 'serve until SIGTERM or Ctrl+C'],
  ['check-config [options]', 'say what would be in force, and what is wrong with it; serve nothing'],
  ['user add ID [--name NAME]', 'add an account; the password is read from standard input'],
  ['user passwd ID', 'set an account’s password'],
  ['user list', 'list the accounts'],
  ['migrate', 'bring the data folder to this version’s schema, as a start does too'],
  ['backup DIR', 'copy database and new files into DIR, also while the server runs'],
  ['restore DIR [--snapshot NAME]', 'put the newest backup in DIR into an empty data folder, verified'],
  ['import-sqlite [URL]', 'copy the data folder into an empty PostgreSQL; run again, it goes on'],
]
/** Columns of what stands there. */
const COMMAND_WIDTH = 31

const REST = `  --config FILE         JSON with these settings by name (tlsCert for --tls-cert), or JIM_SERVER_CONFIG
  --help                this text

Each can also stand in the environment (JIM_SERVER_TLS_CERT) and in the file; the command line counts before the
environment, and that before the file. A switch is turned off again by --no- before its name.

When it listens it prints one line of JSON to standard output: {"tcp":9001,"ws":9000,"http":9002}.
The log goes to standard error. SIGTERM tells every client that the server shuts down, and exits 0.
Exit codes: 0 done, 1 could not, 2 wrong words or settings.
`

/** Columns of the flags. */
const FLAG_WIDTH = 22
const WIDTH = 118

/** Made of the table that the settings are checked by. */
export function helpText(): string {
  const commands = COMMANDS.map(([words, says]) => `  jim-server ${words.padEnd(COMMAND_WIDTH)}${says}`).join('\n')
  return `${TITLE}\n\n${commands}\n\nOptions\n${SETTING_NAMES.map(lineOf).join('\n')}\n${REST}`
}

function lineOf(name: SettingName): string {
  const { kind, says, usual } = settingOf(name)
  const flag = `--${flagOf(name)}${kind.takes === undefined ? '' : ` ${kind.takes}`}`
  const text = usual === undefined || usual === false ? says : `${says} (${String(usual)})`
  const lines = wrap(text, WIDTH - FLAG_WIDTH - 2)
  const head = flag.length < FLAG_WIDTH ? flag.padEnd(FLAG_WIDTH) : `${flag}\n${' '.repeat(FLAG_WIDTH + 2)}`
  return `  ${head}${lines.join(`\n${' '.repeat(FLAG_WIDTH + 2)}`)}`
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!
    if (line.length + word.length + 1 > width) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines
}
