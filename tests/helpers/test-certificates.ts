import { generate } from 'selfsigned'

/** A key pair for a test's own server, with the authority that signed it. PEM texts. */
export type TestCertificate = { readonly ca: string; readonly cert: string; readonly key: string }

const SUBJECT = [{ name: 'commonName', value: 'Jim test server' }]

/** Made fresh for each run: nothing secret lies in the repository, and nothing runs out. */
export async function testCertificate(options: { readonly hosts: readonly string[] }): Promise<TestCertificate> {
  const authority = await generate([{ name: 'commonName', value: 'Jim test authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, digitalSignature: true, critical: true },
    ],
  })
  const server = await generate(SUBJECT, {
    keyType: 'ec',
    algorithm: 'sha256',
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: options.hosts.map((host) => (/^[\d.]+$/.test(host) ? { type: 7, ip: host } : { type: 2, value: host })),
      },
    ],
  })
  return { ca: authority.cert, cert: server.cert, key: server.private }
}
