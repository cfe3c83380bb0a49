import { z } from 'zod'
import { policySchema } from '../../src/main/app/policy/policy-schema'
import { adml } from './adml'
import { admx } from './admx'
import { mobileconfig, SAMPLE } from './mobileconfig'
import { LANGUAGES } from './texts'

/** Every template, by its path below the folder of templates. */
export function templates(): ReadonlyMap<string, string> {
  const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`
  return new Map([
    ['windows/JimDesktop.admx', admx()],
    ...LANGUAGES.map((language): [string, string] => [`windows/${language}/JimDesktop.adml`, adml(language)]),
    ['macos/JimDesktop.mobileconfig', mobileconfig()],
    ['linux/policy.json', json({ ...SAMPLE, caFile: '/etc/ssl/certs/example-office.pem' })],
    ['policy.schema.json', json(z.toJSONSchema(policySchema, { io: 'input' }))],
  ])
}
