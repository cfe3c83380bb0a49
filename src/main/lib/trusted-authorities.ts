import * as tls from 'node:tls'

type WithSystemStore = { getCACertificates(type: 'default' | 'system'): string[] }

let known: readonly string[] | undefined
let added: readonly string[] = []

/**
 * The certificate authorities that this machine trusts, as PEM texts, and `extra` on top of them. Runtimes before
 * Node 22.15 cannot read the system's store; there the built-in list has to do.
 */
export function trustedAuthorities(extra?: string): string[] {
  known ??= readKnown()
  return extra === undefined ? [...known, ...added] : [...known, ...added, extra]
}

/** Trusts authorities beside the system's for every server, as PEM texts. Said before the first link: what dials keeps what it knows. */
export function alsoTrust(authorities: readonly string[]): void {
  added = authorities
}

function readKnown(): readonly string[] {
  if (!canReadSystemStore(tls)) return tls.rootCertificates
  return [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])]
}

function canReadSystemStore(module: object): module is WithSystemStore {
  return 'getCACertificates' in module && typeof module.getCACertificates === 'function'
}
