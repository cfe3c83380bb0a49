import { basename } from 'node:path'
import type { ServerAddress } from '@shared/account'
import { describe, expect, it } from 'vitest'
import { databasePath } from '../../src/main/app/account/account-file'
import { serverAddressSchema } from '../../src/main/ipc/address-schemas'

const SERVER: ServerAddress = { kind: 'sync', host: 'im1.example.com', port: 9001, tls: true, httpBase: '', caFile: '' }
const nameOf = (server: ServerAddress): string => basename(databasePath('/a', server, 'alice', false))

describe('the name of an account’s database', () => {
  it('is that of every version before, where the server has one address', () => {
    expect(nameOf(SERVER)).toBe('sync-im1.example.com-9001-alice-629d45f8.db')
    expect(nameOf({ ...SERVER, host: 'IM1.example.com' })).toBe(nameOf(SERVER))
  })

  it('does not depend on the order of several, and is another one for others', () => {
    const second = { host: 'im2.example.com', port: 9001 }
    const both = { ...SERVER, others: [second] }
    expect(nameOf({ ...SERVER, ...second, others: [{ host: 'IM1.example.com', port: 9001 }] })).toBe(nameOf(both))
    const names = [SERVER, both, { ...SERVER, ...second }, { ...both, others: [{ ...second, port: 9002 }] }].map(nameOf)
    expect(new Set(names).size).toBe(names.length)
  })

  it('stays readable and short with many', () => {
    const others = Array.from({ length: 15 }, (_, n) => ({ host: `im${n + 2}.example.com`, port: 9001 }))
    expect(nameOf({ ...SERVER, others })).toMatch(/^sync-im1\.example\.com-9001_[\w.-]{1,60}-[\da-f]{8}\.db$/)
  })
})

describe('an address that crosses a boundary', () => {
  it.each([
    ['no others that are none', { others: [] }],
    ['a comma in a host', { host: 'im1,im2' }],
    ['one twice', { others: [{ host: 'IM1.example.com', port: 9001 }] }],
    ['too many', { others: Array.from({ length: 16 }, (_, n) => ({ host: `im${n + 2}`, port: 1 })) }],
    ['a port that is none', { others: [{ host: 'im2', port: 0 }] }],
  ])('has not %s', (_, change) => {
    expect(serverAddressSchema.safeParse(SERVER).success).toBe(true)
    expect(serverAddressSchema.safeParse({ ...SERVER, ...change }).success).toBe(false)
  })
})
