const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/i

/** Whether a host is this very machine, which needs neither a network nor a proxy. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host)
}
