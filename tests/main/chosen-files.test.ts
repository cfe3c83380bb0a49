import { z } from 'zod'
import { beforeEach, describe, expect, it } from 'vitest'
import { failed } from '@shared/result'
import { SETTING_NAMES } from '@shared/settings'
import { argumentSchemas } from '../../src/main/ipc/argument-schemas'
import { ChosenFiles, NAMED_FILES, withChosenFiles } from '../../src/main/ipc/chosen-files'
import type { IpcHandlers } from '../../src/main/ipc/typed-ipc'
import { silentLogger } from '../../src/main/lib/logger'

const CHOSEN = '/home/alice/office-ca.pem'
const OTHER = '/dev/zero'
const PROXY = { kind: 'none', host: '', port: 0, user: '' } as const
const serverWith = (caFile: string) => ({ kind: 'sync', host: 'im.example.com', port: 9001, tls: true, httpBase: '', caFile }) as const

let files: ChosenFiles
let called: string[]
let handlers: Pick<IpcHandlers, keyof typeof NAMED_FILES>

beforeEach(() => {
  files = new ChosenFiles()
  called = []
  // What a handler answers is no part of this: that it is reached is.
  const reached = (channel: string) => () => {
    called.push(channel)
    return failed('reached') as never
  }
  handlers = withChosenFiles(
    {
      'settings:set': reached('settings:set'),
      'account:sign-in': reached('account:sign-in'),
      'network:set-server': reached('network:set-server'),
      'network:test': reached('network:test'),
      'network:describe-ca': reached('network:describe-ca'),
    },
    files,
    silentLogger,
  )
  files.add(CHOSEN)
})

const CALLS: readonly (readonly [keyof typeof NAMED_FILES, (path: string) => unknown])[] = [
  ['settings:set', (path) => handlers['settings:set']({ saveFolder: path })],
  ['settings:set', (path) => handlers['settings:set']({ updateSource: path })],
  ['account:sign-in', (path) => handlers['account:sign-in']({ server: serverWith(path), user: 'alice', secret: 'x' })],
  ['network:set-server', (path) => handlers['network:set-server']({ server: serverWith(path) })],
  ['network:test', (path) => handlers['network:test']({ server: serverWith(path), proxy: PROXY })],
  ['network:describe-ca', (path) => handlers['network:describe-ca']({ path })],
]

describe.each(CALLS)('%s', (channel, call) => {
  it('reaches its handler with a file that was chosen', async () => {
    await call(CHOSEN)
    expect(called).toEqual([channel])
  })

  it.each([OTHER, `${CHOSEN}/../x`, ` ${CHOSEN}`, '\\\\evil.example\\share\\ca.pem'])(
    'is refused with %s, which nobody chose',
    async (path) => {
      expect(await call(path)).toMatchObject({ ok: false, error: { code: 'forbidden' } })
      expect(called).toEqual([])
    },
  )
})

describe('the files that a page can name', () => {
  it('are none where the source of updates is an address', async () => {
    expect(await handlers['settings:set']({ updateSource: 'https://updates.example.com/jim' })).toMatchObject({
      error: { code: 'reached' },
    })
    expect(await handlers['settings:set']({ updateSource: OTHER, saveFolder: CHOSEN })).toMatchObject({ error: { code: 'forbidden' } })
  })

  it('none at all is no file', async () => {
    expect(await handlers['account:sign-in']({ server: serverWith(''), user: 'alice', secret: 'x' })).toMatchObject({
      error: { code: 'reached' },
    })
    files.add('')
    expect(files.has('')).toBe(false)
    expect(called).toEqual(['account:sign-in'])
  })

  it('are known: no other argument of the contract looks like one', () => {
    const keysIn = (channel: string, schema: z.ZodType): readonly string[] => (channel === 'settings:set' ? SETTING_NAMES : keysOf(schema))
    const naming = Object.entries(argumentSchemas).filter(([channel, schema]) =>
      keysIn(channel, schema).some((key) => /file|path|folder|dir/i.test(key)),
    )
    // Files that are sent are named by tokens that main gave out: `SendableFiles` knows no path that the page says.
    const byToken = ['files:send']
    expect(naming.map(([channel]) => channel).sort()).toEqual([...Object.keys(NAMED_FILES), ...byToken].sort())
  })
})

/** All keys of an argument, at any depth. */
function keysOf(schema: z.ZodType): string[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  const keys: string[] = []
  JSON.stringify(json, function (this: unknown, key, value: unknown) {
    if (key === 'properties' && typeof value === 'object' && value !== null) keys.push(...Object.keys(value))
    return value
  })
  return keys
}
