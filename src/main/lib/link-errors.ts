import type { LinkCauseCode } from '@shared/status'

const CAUSES: { readonly [code: string]: LinkCauseCode | undefined } = {
  ENOTFOUND: 'name_not_found',
  EAI_AGAIN: 'name_not_found',
  EAI_NODATA: 'name_not_found',
  EAI_NONAME: 'name_not_found',
  ENODATA: 'name_not_found',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EACCES: 'unreachable',
  EPERM: 'unreachable',
  ENETDOWN: 'no_network',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ERR_SSL_NO_CIPHER_MATCH: 'tls_failed',
  EPROTO: 'tls_failed',
  // What OpenSSL says of a certificate that it does not trust (`X509_verify_cert_error_string`).
  UNABLE_TO_GET_ISSUER_CERT: 'tls_untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls_untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls_untrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls_untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls_untrusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls_untrusted',
  HOSTNAME_MISMATCH: 'tls_untrusted',
  INVALID_CA: 'tls_untrusted',
  INVALID_PURPOSE: 'tls_untrusted',
  PATH_LENGTH_EXCEEDED: 'tls_untrusted',
}

/** Puts a Node error's code into our terms; `undefined` for one that tells nothing about the link. */
export function linkCauseOf(code: string | undefined): LinkCauseCode | undefined {
  if (code === undefined) return undefined
  const cause = Object.hasOwn(CAUSES, code) ? CAUSES[code] : undefined
  if (cause !== undefined) return cause
  if (code.startsWith('CERT_') || code.startsWith('CRL_')) return 'tls_untrusted'
  return code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') ? 'tls_failed' : undefined
}

/** The code of an error, or of the first one in an `AggregateError` (several addresses were tried). */
export function errorCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  return error instanceof AggregateError ? errorCodeOf(error.errors[0]) : undefined
}
