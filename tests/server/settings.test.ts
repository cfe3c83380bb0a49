import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { type CheckCommand, parseCommandLine } from '../../src/server/cli/command-line'
import { helpText } from '../../src/server/cli/help'
import { runCheck } from '../../src/server/cli/run-check'
import { flagOf, SETTING_NAMES, settingOf, variableOf } from '../../src/server/cli/settings'
import { UsageError } from '../../src/server/cli/usage-error'

const folder = mkdtempSync(join(tmpdir(), 'jim-settings-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const fileOf = (content: unknown): string => {
  const file = join(folder, `server-${files++}.json`)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}
const refusalOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  throw new Error('it was taken')
}

const S3 = {
  ...{ bucket: 'jim', prefix: 'files', endpoint: 'http://s3:9000', region: 'eu-1', pathStyle: true },
  credentials: { keyId: 'id', secret: 'hidden' },
}

/** One value of each setting that is not the usual one, as a file says it and as text does. */
const EVERY: { readonly [name: string]: readonly [inFile: unknown, text: string, becomes: Record<string, unknown>] } = {
  host: ['0.0.0.0', '0.0.0.0', { host: '0.0.0.0' }],
  tcp: [19001, '19001', { tcp: 19001 }],
  ws: [19000, '19000', { ws: 19000 }],
  http: [19002, '19002', { http: 19002 }],
  data: ['/srv/d', '/srv/d', { dataDir: '/srv/d' }],
  files: ['/srv/f', '/srv/f', { filesDir: '/srv/f' }],
  s3: ['s3://jim/files/', 's3://jim/files/', { s3: S3 }],
  s3Endpoint: ['http://s3:9000', 'http://s3:9000', { s3: S3 }],
  s3Region: ['eu-1', 'eu-1', { s3: S3 }],
  s3PathStyle: [true, '1', { s3: S3 }],
  s3KeyId: ['id', 'id', { s3: S3 }],
  s3Secret: ['hidden', 'hidden', { s3: S3 }],
  postgres: ['postgres://jim@db/jim', 'postgres://jim@db/jim', { postgres: 'postgres://jim@db/jim' }],
  nats: ['nats://n1:4222,tls://n2', 'nats://n1:4222,tls://n2', { nats: ['nats://n1:4222', 'tls://n2'] }],
  node: ['im-1', 'im-1', { node: 'im-1' }],
  tlsCert: ['/c.pem', '/c.pem', { tls: { certFile: '/c.pem', keyFile: '/k.pem' } }],
  tlsKey: ['/k.pem', '/k.pem', { tls: { certFile: '/c.pem', keyFile: '/k.pem' } }],
  httpBase: ['https://im.example.com/jim', 'https://im.example.com/jim', { httpBase: 'https://im.example.com/jim' }],
  metrics: ['[::1]:9100', '[::1]:9100', { metrics: { host: '::1', port: 9100 } }],
  maxBodyBytes: [65536, '65536', { maxBodyBytes: 65536 }],
  maxFile: ['1G', '1073741824', { maxFileBytes: 2 ** 30 }],
  quota: [2 ** 30, '1g', { quotaBytes: 2 ** 30 }],
  quotaAll: ['2T', '2T', { quotaBytesInAll: 2 ** 41 }],
  demo: [true, 'true', { demo: true, bots: 'sample' }],
  bots: [true, '1', { bots: 'sample' }],
  faults: ['/faults.json', '/faults.json', { faultsFile: '/faults.json' }],
  quiet: [true, 'true', { quiet: true }],
  logLevel: ['warn', 'warn', { logLevel: 'warn' }],
  logFormat: ['text', 'text', { logFormat: 'text' }],
}
const becomes = Object.assign({}, ...Object.values(EVERY).map(([, , value]) => value)) as Record<string, unknown>

const IN_BUCKET = ['--s3', 's3://jim', '--postgres', 'postgres://db/jim']

describe('every setting', () => {
  it('is known to this test', () => {
    expect(Object.keys(EVERY).sort()).toEqual([...SETTING_NAMES].sort())
  })

  it('comes from a file', () => {
    const file = fileOf(Object.fromEntries(Object.entries(EVERY).map(([name, [inFile]]) => [name, inFile])))
    expect(parseCommandLine(['--config', file])).toEqual({ name: 'serve', ...becomes })
    expect(parseCommandLine([], { JIM_SERVER_CONFIG: file })).toEqual({ name: 'serve', ...becomes })
  })

  it('comes from the environment', () => {
    const environment = Object.fromEntries(SETTING_NAMES.map((name) => [variableOf(name), EVERY[name]![1]]))
    expect(environment).toMatchObject({ JIM_SERVER_TLS_CERT: '/c.pem', JIM_SERVER_QUOTA_ALL: '2T' })
    expect(parseCommandLine([], { ...environment, PATH: '/bin' })).toEqual({ name: 'serve', ...becomes })
  })

  it('comes from the command line', () => {
    const words = SETTING_NAMES.flatMap((name) => {
      const flag = `--${flagOf(name)}`
      if (settingOf(name).kind.isSecret === true) return []
      return settingOf(name).kind.takes === undefined ? [flag] : [flag, EVERY[name]![1]]
    })
    expect(parseCommandLine(words, { JIM_SERVER_S3_SECRET: 'hidden' })).toEqual({ name: 'serve', ...becomes })
  })

  it('stands in the help with what it takes', () => {
    const help = helpText()
    for (const name of SETTING_NAMES) {
      const { takes } = settingOf(name).kind
      const begin = `  --${flagOf(name)}${takes === undefined ? '' : ` ${takes}`}`
      expect(help.split('\n').filter((line) => line === begin || line.startsWith(`${begin} `))).toHaveLength(1)
    }
    expect(help.split('\n').filter((line) => line.length > 120)).toEqual([])
  })
})

describe('the command line counts before the environment, and that before the file', () => {
  const file = fileOf({ tcp: 1001, ws: 1002, http: 1003, quiet: true, demo: true })
  const environment = { JIM_SERVER_CONFIG: file, JIM_SERVER_TCP: '2001', JIM_SERVER_WS: '2002', JIM_SERVER_HTTP: '' }

  it('each setting by itself; an empty variable is none', () => {
    expect(parseCommandLine(['--tcp', '3001'], environment)).toMatchObject({ tcp: 3001, ws: 2002, http: 1003, quiet: true })
  })

  it('and a switch is turned off as well as on', () => {
    expect(parseCommandLine(['--no-quiet', '--no-demo'], environment)).toMatchObject({ quiet: false, demo: false, bots: undefined })
    expect(parseCommandLine([], { ...environment, JIM_SERVER_QUIET: 'false' })).toMatchObject({ quiet: false, demo: true })
  })

  it('a file that is named on the command line takes the place of the one of the environment', () => {
    expect(parseCommandLine(['--config', fileOf({ tcp: 4001 })], { JIM_SERVER_CONFIG: file })).toMatchObject({ tcp: 4001, ws: 9000 })
  })

  it('other commands go by the same data folder', () => {
    expect(parseCommandLine(['user', 'list', '--config', fileOf({ data: 'here' })])).toMatchObject({ dataDir: join(folder, 'here') })
  })
})

it('paths in a file count from its own folder', () => {
  const file = fileOf({ data: 'd', files: '../f', tlsCert: 'c.pem', tlsKey: '/k.pem', faults: 'x.json' })
  expect(parseCommandLine(['--config', file])).toMatchObject({
    dataDir: join(folder, 'd'),
    filesDir: join(folder, '../f'),
    tls: { certFile: join(folder, 'c.pem'), keyFile: '/k.pem' },
    faultsFile: join(folder, 'x.json'),
  })
})

describe('refused is', () => {
  it.each([
    [{ tcpp: 1 }, 'there is no setting "tcpp": did you mean tcp?'],
    [{ tls_cert: 'x' }, 'there is no setting "tls_cert": did you mean tlsCert?'],
    [{ 'max-body-byte': 1 }, 'there is no setting "max-body-byte": did you mean maxBodyBytes?'],
    [{ qoutaAll: 1 }, 'there is no setting "qoutaAll": did you mean quotaAll?'],
    [{ entirely: 1 }, 'there is no setting "entirely"'],
    [{ config: 'x' }, 'there is no setting "config"'],
    [{ password: 'hunter2' }, 'there is no setting "password"'],
    ['{"__proto__": 1}', 'there is no setting "__proto__"'],
    [{ tcp: '9001' }, 'tcp takes a whole number from 0 to 65535'],
    [{ tcp: 65536 }, 'tcp takes a whole number from 0 to 65535'],
    [{ tcp: null }, 'tcp takes a whole number from 0 to 65535'],
    [{ host: '' }, 'host takes a text that is not empty'],
    [{ quiet: 'yes' }, 'quiet takes true or false'],
    [{ quota: -1 }, 'quota takes a size such as 500M or 2G'],
    [{ quota: '2.5G' }, 'quota takes a size such as 500M or 2G'],
    [{ quota: [] }, 'quota takes a size such as 500M or 2G'],
    [{ metrics: 9100 }, 'metrics takes ADDRESS:PORT'],
    [{ httpBase: 'im.example.com' }, 'httpBase takes an address such as https://im.example.com, without user, password, query or fragment'],
    [[], 'it is no JSON object'],
    ['null', 'it is no JSON object'],
    ['{"tcp": 1,\n  "ws" 2}', 'it is no JSON from line 2, column 8 on'],
  ])('a file with %j', (content, reason) => {
    const file = fileOf(content)
    expect(refusalOf(() => parseCommandLine(['--config', file]))).toBe(`${file}: ${reason}`)
  })

  it('a file that is not there, or of more than a MiB', () => {
    expect(refusalOf(() => parseCommandLine(['--config', join(folder, 'none.json')]))).toContain('--config: ')
    const file = fileOf(' '.repeat(1024 * 1024 + 1))
    expect(refusalOf(() => parseCommandLine(['--config', file]))).toBe(`--config: ${file} cannot be read: it is larger than 1048576 bytes`)
  })

  it('a wrong value in a file also where another one counts', () => {
    expect(refusalOf(() => parseCommandLine(['--tcp', '1', '--config', fileOf({ tcp: 'x' })]))).toContain('tcp takes')
  })

  it.each([
    [{ JIM_SERVER_TPC: '1' }, 'there is no JIM_SERVER_TPC: did you mean JIM_SERVER_TCP?'],
    [{ JIM_SERVER_TCP: 'x' }, 'JIM_SERVER_TCP takes a whole number from 0 to 65535, not x'],
    [{ JIM_SERVER_DEMO: 'yes' }, 'JIM_SERVER_DEMO takes true or false, not yes'],
  ])('an environment with %j', (environment, reason) => {
    expect(refusalOf(() => parseCommandLine([], environment))).toBe(reason)
  })

  it.each([
    [['--tpc', '1'], "there is no '--tpc': did you mean --tcp?"],
    [['--tlscert', 'x'], "there is no '--tlscert': did you mean --tls-cert?"],
    [['check-confg'], 'what is check-confg? did you mean check-config?'],
    [['check-config', 'x'], 'what is x?'],
    [['--password', 'x'], '--password goes with user'],
    [['--tcp', '9000'], 'port 9000 is given twice: --tcp, --ws, --http and --metrics each need their own'],
    [['--metrics', '127.0.0.1:9002'], 'port 9002 is given twice: --tcp, --ws, --http and --metrics each need their own'],
    [['--demo', '--no-demo'], '--demo and --no-demo contradict each other'],
    [['--nats', 'nats://n'], '--nats takes --postgres beside it: a data folder of its own is known to one process only'],
    [['--node', 'n1'], '--node takes --nats beside it: one process alone needs no name'],
    [['--node', 'im_1'], '--node takes 1 to 32 letters, digits and dashes, not im_1'],
    [['--nats', 'nats://n,http://m'], '--nats takes addresses such as nats://nats.example.com:4222, not nats://n,http://m'],
    [['--tls-key', 'x'], '--tls-cert and --tls-key go together'],
    [['--s3', 's3://jim'], '--s3 takes --postgres beside it: a backup of a data folder has its files in it'],
    [['--s3', 's3://jim/a/../b'], '--s3 takes an address such as s3://bucket or s3://bucket/prefix, not s3://jim/a/../b'],
    [['--s3', 'https://jim'], '--s3 takes an address such as s3://bucket or s3://bucket/prefix, not https://jim'],
    [['--s3', 's3://Jim'], '--s3 takes an address such as s3://bucket or s3://bucket/prefix, not s3://Jim'],
    [['--s3-region', 'eu-1'], '--s3-region takes --s3 beside it'],
    [[...IN_BUCKET, '--s3-key-id', 'id'], '--s3-key-id and the setting s3Secret go together'],
    [
      [...IN_BUCKET, '--s3-secret', 'hidden'],
      '--s3-secret would stand in the list of processes: JIM_SERVER_S3_SECRET or s3Secret in the file',
    ],
    [[...IN_BUCKET, '--max-file', '1T'], '--max-file takes at most 52428800000 with --s3: a file is put together of 10000 segments'],
  ])('%j', (words, reason) => {
    expect(refusalOf(() => parseCommandLine(words))).toBe(reason)
  })

  it('without a word of what the file says', () => {
    const secret = 'hunter2'
    for (const content of [
      `{"httpBase": "https://u:${secret}@h"}`,
      `{"quota": "${secret}"}`,
      `{"tcp": ${secret}}`,
      `{"metrics": "${secret}"`,
    ]) {
      expect(refusalOf(() => parseCommandLine(['--config', fileOf(content)]))).not.toContain(secret)
    }
  })
})

describe('check-config', () => {
  const said = (words: readonly string[], environment: Readonly<Record<string, string>> = {}): string => {
    const write = vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
    try {
      expect(runCheck(parseCommandLine(['check-config', ...words], environment) as CheckCommand)).toBe(0)
      return write.mock.calls.map(([text]) => String(text)).join('')
    } finally {
      write.mockRestore()
    }
  }

  it('says what is in force, and where it is from', () => {
    const file = fileOf({ ws: 1002, quota: '1M', metrics: '[::1]:9100' })
    const lines = said(['--config', file, '--tcp', '1001'])
      .split('\n')
      .map((line) => line.split(/\s{2,}/))
    expect(lines).toContainEqual(['tcp', '1001', 'command line'])
    expect(lines).toContainEqual(['ws', '1002', 'file'])
    expect(lines).toContainEqual(['quota', '1048576', 'file'])
    expect(lines).toContainEqual(['metrics', '[::1]:9100', 'file'])
    expect(lines).toContainEqual(['http', '9002', 'default'])
    expect(lines).toContainEqual(['tlsCert', '–', 'default'])
    expect(lines.at(-2)).toEqual([`configuration file ${file}: nothing is wrong`])
  })

  it('shows no secret of a bucket, nor does a refusal', () => {
    const environment = { JIM_SERVER_S3_SECRET: 'hidden', JIM_SERVER_S3_KEY_ID: 'id' }
    const shown = said([...IN_BUCKET, '--s3-endpoint', 'http://s3'], environment)
    expect(shown).toMatch(/s3Secret +\*\*\* +environment/)
    expect(shown).not.toContain('hidden')
    expect(refusalOf(() => parseCommandLine(IN_BUCKET, { ...environment, JIM_SERVER_S3_SECRET: 'x'.repeat(5000) }))).not.toContain('xxx')
  })

  it('shows no password of a database', () => {
    const shown = said(['--postgres', 'postgres://jim:secret@db/jim?password=secret'])
    expect(shown).toContain('postgres://jim:***@db/jim?password=***')
    expect(shown).not.toContain('secret')
    const nats = said(['--postgres', 'postgres://db/jim', '--nats', 'nats://jim:secret@n1:4222,nats://n2'])
    expect(nats).toContain('nats://jim:***@n1:4222,nats://n2')
    expect(nats).not.toContain('secret')
    expect(() => said(['--postgres', 'db.example.com'])).toThrow('--postgres takes an address such as postgres://')
  })

  it('reads what the settings name', () => {
    const garbage = fileOf('garbage')
    expect(() => said(['--tls-cert', garbage, '--tls-key', garbage])).toThrow('--tls-cert, --tls-key: ')
    expect(() => said(['--faults', garbage])).toThrow('--faults: the file is not a JSON list')
  })
})
