import { ReleaseFeed } from '../helpers/release-feed'
import { newSigner, releaseOf, signatureLine } from '../helpers/signed-release'

const DAY_MS = 86_400_000

/** What lies in the folder that a program takes its updates from, and what is wrong with it. */
export class SignedFeed {
  /** Whose key the program was built with. */
  readonly #signer = newSigner()
  readonly #stranger = newSigner()

  private constructor(readonly served: ReleaseFeed) {}

  static async start(): Promise<SignedFeed> {
    return new SignedFeed(await ReleaseFeed.start())
  }

  get publicKey(): string {
    return this.#signer.publicKey
  }

  /** A release as it should be, of one package for Debian, which lies beside it. */
  publish(version: string, file: string, pack: Uint8Array): void {
    this.#put(this.#content(version, file, pack))
    this.served.files.set(file, pack)
  }

  /** Signed well, but by somebody whom the program does not know. */
  publishOfStranger(version: string, file: string, pack: Uint8Array): void {
    const content = this.#content(version, file, pack)
    this.#put(content, signatureLine(content, this.#stranger))
  }

  /** Another text under the signature of what was there. */
  forge(version: string, file: string, pack: Uint8Array): void {
    this.publish(version, file, pack)
    const forged = Buffer.from(this.#content(version, file, pack).toString().replace('What is new', 'Click here!'))
    this.served.files.set('release.json', forged)
  }

  publishExpired(version: string, file: string, pack: Uint8Array): void {
    this.#put(this.#content(version, file, pack, -DAY_MS))
  }

  #content(version: string, file: string, pack: Uint8Array, expiresInMs = DAY_MS): Buffer {
    const of = (releaseOf(version, pack)['packages'] as readonly [object])[0]
    const packages = [{ ...of, file, arch: process.arch }]
    return Buffer.from(JSON.stringify(releaseOf(version, pack, { packages, expires: new Date(Date.now() + expiresInMs).toISOString() })))
  }

  #put(content: Buffer, signature = signatureLine(content, this.#signer)): void {
    this.served.files.set('release.json', content)
    this.served.files.set('release.json.sig', Buffer.from(signature))
  }
}
