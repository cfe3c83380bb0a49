import { Colleague } from './colleague'
import type { Office } from './office'

type StrangeFile = { readonly name: string; readonly mime: string; readonly bytes: Buffer }
type Way = { readonly as: string; readonly to: string }

/** A picture of somebody who sends no preview of it, and lies about its edges. */
export function sayPicture(office: Pick<Office, 'server'>, way: Way, file: StrangeFile): Promise<void> {
  return sayFile(office, way, 'image', file, { width: 30, height: 20 })
}

/** A file of somebody who says nothing of it but its name. @param told what else they say */
export async function sayFile(
  office: Pick<Office, 'server'>,
  { as, to }: Way,
  type: 'image' | 'sound' | 'video',
  { name, mime, bytes }: StrangeFile,
  told: object = {},
): Promise<void> {
  const fileId = await uploadAs(office, as, bytes, name)
  const somebody = await Colleague.enter(office.server, as)
  const url = { [type === 'image' ? 'big_url' : 'url']: `/v1/files/${fileId}` }
  await somebody.say(to, type, { file_id: fileId, ...url, size: bytes.length, name, mime, ...told })
  somebody.close()
}

/** As a program does that asks nobody what it sends. */
async function uploadAs(office: Pick<Office, 'server'>, user: string, bytes: Buffer, name: string): Promise<string> {
  const base = `http://127.0.0.1:${office.server.ports.http}`
  const login = await fetch(`${base}/v1/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user, password: 'demo', device_id: 'by-hand', device_name: 'by hand' }),
  })
  const { token } = (await login.json()) as { readonly token: string }
  const told = (text: string): string => Buffer.from(text).toString('base64')
  const created = await fetch(`${base}/v1/files/`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'tus-resumable': '1.0.0',
      'upload-length': String(bytes.length),
      'upload-metadata': `filename ${told(name)},filetype ${told('application/octet-stream')}`,
      'content-type': 'application/offset+octet-stream',
    },
    body: new Uint8Array(bytes),
  })
  return created.headers.get('location')?.split('/').at(-1) ?? `no file: ${created.status}`
}
