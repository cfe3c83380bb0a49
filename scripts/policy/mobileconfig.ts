import type { z } from 'zod'
import type { policySchema } from '../../src/main/app/policy/policy-schema'
import { writeXml, type Xml, xml } from './xml'

/** The program's bundle, as electron-builder.yml names it. */
const BUNDLE = 'org.jim.desktop'
const DOCTYPE = '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n'

type Policy = z.input<typeof policySchema>

/** A policy with every key but settings in it, and some of those: to be cut down. */
export const SAMPLE: Required<Policy> = {
  servers: [{ name: 'Head office', host: 'im.example.com', port: 9001, tls: true, httpBase: 'https://im.example.com:9002', kind: 'sync' }],
  onlyTheseServers: true,
  requireTls: true,
  caFile: '/Library/Application Support/Example/office.pem',
  proxy: { kind: 'http', host: 'proxy.example.com', port: 8080 },
  trial: false,
  staySignedIn: true,
  signInKinds: ['sync'],
  downloadMaxMiB: 500,
  downloadKinds: ['images', 'videos', 'voice', 'files'],
  downloadBlockedEndings: ['exe', 'iso'],
  recallMinutes: 2,
  updates: 'ask',
  logLevel: 'info',
  settings: { notifications: 'sender_only', autoDownload: { images: 8, videos: 20, files: 0, voice: true } },
  recommended: { theme: 'light', startAtLogin: true },
}

/** A configuration profile for macOS; its UUIDs are to be made anew (`uuidgen`) for each profile that is rolled out. */
export function mobileconfig(policy: Policy = SAMPLE): string {
  const payload = {
    PayloadType: BUNDLE,
    PayloadIdentifier: `${BUNDLE}.policy.values`,
    PayloadUUID: '9E0C5B9B-6A3D-4C0E-8A57-2F6F6E0D7C11',
    PayloadVersion: 1,
    ...policy,
  }
  const profile = {
    PayloadDisplayName: 'Jim Desktop',
    PayloadIdentifier: `${BUNDLE}.policy`,
    PayloadOrganization: 'Example',
    PayloadScope: 'System',
    PayloadType: 'Configuration',
    PayloadUUID: '4B7A2E8D-13C4-4F0B-9D5E-7A1F0C9B3E22',
    PayloadVersion: 1,
    PayloadContent: [payload],
  }
  return writeXml(xml('plist', { version: '1.0' }, plistOf(profile)), DOCTYPE)
}

function plistOf(value: unknown): Xml {
  if (typeof value === 'boolean') return xml(String(value))
  if (typeof value === 'number') return xml('integer', {}, String(value))
  if (typeof value === 'string') return xml('string', {}, value)
  if (Array.isArray(value)) return xml('array', {}, ...value.map(plistOf))
  const entries = Object.entries(value ?? {}).filter(([, each]) => each !== undefined)
  return xml('dict', {}, ...entries.flatMap(([key, each]) => [xml('key', {}, key), plistOf(each)]))
}
