/**
 * The command table of PROTOCOL 2: the four ASCII characters on the wire, and the name that code, logs and tests use.
 *
 * `A…` keeps the link alive or ends it, `B0…` authenticates, `B1…` carries chat, `B2…` (sync/1) asks and answers.
 */
export const COMMANDS = {
  ping: 'A001',
  pong: 'A002',
  clientClose: 'A998',
  serverClose: 'A999',
  auth: 'B001',
  authAccepted: 'B002',
  authRefused: 'B003',
  logout: 'B004',
  c2c: 'B101',
  c2g: 'B102',
  push: 'B103',
  signal: 'B104',
  query: 'B201',
  result: 'B202',
  error: 'B203',
} as const

export type CommandName = keyof typeof COMMANDS
export type CommandCode = (typeof COMMANDS)[CommandName]

const NAMES = new Map<string, CommandName>((Object.entries(COMMANDS) as [CommandName, CommandCode][]).map(([name, code]) => [code, name]))

/** The name of a code, or `undefined` for a command that this version does not know (it is logged and ignored). */
export function commandName(code: string): CommandName | undefined {
  return NAMES.get(code)
}
