import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ICNS_PICTURES, icnsOf } from '../../scripts/lib/icns.mjs'
import { macArguments } from '../../scripts/lib/mac-package.mjs'
import { ROOT } from '../../scripts/lib/paths.mjs'

const drawn = async (): Promise<string> => '/out/icon.icns'
const undrawn = (): Promise<string> => Promise.reject(new Error('drawn for nothing'))

describe('what electron-builder is told of macOS', () => {
  it.each([
    ['no certificate', {}],
    ['an empty one, as a workflow without the secret has it', { CSC_LINK: ' ', CSC_NAME: '' }],
  ])('with %s: sign by nobody, since without any signature nothing starts', async (_, env) => {
    expect(await macArguments('darwin', env, drawn)).toEqual(['-c.mac.icon=/out/icon.icns', '-c.mac.identity=-'])
  })

  it.each([{ CSC_LINK: '/certificate.p12' }, { CSC_NAME: 'Somebody (ABCDE12345)' }])(
    'with a certificate (%o): nothing of it',
    async (env) => {
      expect(await macArguments('darwin', env, drawn)).toEqual(['-c.mac.icon=/out/icon.icns'])
    },
  )

  it.each(['win32', 'linux'] as const)('is nothing on %s, and no icon is drawn', async (platform) => {
    expect(await macArguments(platform, {}, undrawn)).toEqual([])
  })

  it('is in its file what every package has', () => {
    const file = readFileSync(`${ROOT}/electron-builder.yml`, 'utf8')
    const partOf = (name: string): string => new RegExp(`^${name}:\\n((?:  .*\\n|\\n)*)`, 'm').exec(file)?.[1] ?? ''
    expect(partOf('electronFuses')).toMatch(/^ {2}resetAdHocDarwinSignature: true$/m)
    const mac = partOf('mac')
    // Electron 45 starts on nothing older.
    expect(mac).toMatch(/^ {2}minimumSystemVersion: '13\.0'$/m)
    // What is signed by nobody shares no team with the libraries that it loads.
    expect(mac).toMatch(/^ {2}hardenedRuntime: true\n[^]*^ {2}entitlements: resources\/entitlements\.mac\.plist$/m)
    expect(readFileSync(`${ROOT}/resources/entitlements.mac.plist`, 'utf8')).toMatch(/disable-library-validation<\/key>\s*<true\/>/)
    // Written down, the one would win over a certificate, the other over the icon that is drawn.
    expect(mac).not.toMatch(/^ {2}(?:identity|icon):/m)
  })
})

it('the icon of macOS holds a picture for every size, each with its name', () => {
  const pngOf = (edge: number): Buffer => Buffer.alloc(edge, edge % 251)
  const icns = icnsOf(pngOf)
  expect(icns.subarray(0, 4).toString('latin1')).toBe('icns')
  expect(icns.readUInt32BE(4)).toBe(icns.length)
  const found: (readonly [string, number])[] = []
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    const content = icns.subarray(at + 8, at + icns.readUInt32BE(at + 4))
    expect(content).toEqual(pngOf(content.length))
    found.push([icns.subarray(at, at + 4).toString('latin1'), content.length])
  }
  expect(found).toEqual(ICNS_PICTURES)
  expect(found.map(([, edge]) => edge)).toEqual([32, 64, 128, 256, 256, 512, 512, 1024])
})
