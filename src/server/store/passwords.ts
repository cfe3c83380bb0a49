import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** OWASP's parameters for scrypt: 2¹⁷ would take 128 MiB a log-in; an office server takes 2¹⁵, 32 MiB. */
const COST = { N: 2 ** 15, r: 8, p: 1 } as const
const MAX_MEMORY_BYTES = 64 * 1024 * 1024
const KEY_BYTES = 32

type Cost = { readonly N: number; readonly r: number; readonly p: number }

/**
 * `scrypt:N:r:p:salt:hash`, the last two in base64. `cost` is smaller only for sample accounts, whose password is
 * public.
 */
export async function hashPassword(password: string, cost: Cost = COST): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), key.toString('base64')].join(':')
}

/** The cost of sample accounts' hashes. */
export const SAMPLE_COST: Cost = { N: 2 ** 10, r: 8, p: 1 }

export async function checkPassword(password: string, hash: string): Promise<boolean> {
  const [scheme, N, r, p, salt, key] = hash.split(':')
  if (scheme !== 'scrypt' || salt === undefined || key === undefined) return false
  const expected = Buffer.from(key, 'base64')
  const actual = await derive(password, Buffer.from(salt, 'base64'), { N: Number(N), r: Number(r), p: Number(p) })
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}

function derive(password: string, salt: Buffer, cost: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, KEY_BYTES, { ...cost, maxmem: MAX_MEMORY_BYTES }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })
}
