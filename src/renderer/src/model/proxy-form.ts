import { DEFAULT_PROXY_PORTS, type ProxyChange, type ProxyKind, type ProxySettings } from '@shared/network'

/** What the proxy's fields hold: text as it was typed. */
export type ProxyForm = {
  kind: ProxyKind
  host: string
  port: string
  user: string
  /** Empty: the one that is kept. */
  password: string
}

export type ProxyField = 'host' | 'port'
export type ProxyProblem = 'required' | 'bad_host' | 'bad_port'

export function proxyFormOf({ kind, host, port, user }: ProxySettings): ProxyForm {
  return { kind, host, port: port === 0 ? '' : String(port), user, password: '' }
}

/** Whether this kind of proxy has an address of its own. */
export function hasAddress(kind: ProxyKind): kind is 'http' | 'socks5' {
  return kind === 'http' || kind === 'socks5'
}

/** An empty port is the usual one of the kind. */
export function proxyProblems({ kind, host, port }: ProxyForm): ReadonlyMap<ProxyField, ProxyProblem> {
  const problems = new Map<ProxyField, ProxyProblem>()
  if (!hasAddress(kind)) return problems
  if (host.trim() === '') problems.set('host', 'required')
  else if (/[\s/@]/.test(host.trim())) problems.set('host', 'bad_host')
  const typed = port.trim()
  if (typed !== '' && (!/^\d{1,5}$/.test(typed) || Number(typed) < 1 || Number(typed) > 65_535)) problems.set('port', 'bad_port')
  return problems
}

export function proxyChangeOf({ kind, host, port, user, password }: ProxyForm): ProxyChange {
  if (!hasAddress(kind)) return { kind, host: '', port: 0, user: '' }
  return {
    kind,
    host: host.trim(),
    port: port.trim() === '' ? DEFAULT_PROXY_PORTS[kind] : Number(port),
    user: user.trim(),
    ...(password === '' ? {} : { password }),
  }
}

/** Whether the password that is kept would go with this change; a password is for one proxy and user. */
export function keepsPassword(change: ProxyChange, now: ProxySettings): boolean {
  return now.hasPassword && change.user !== '' && isSamePlace(change, now)
}

export function isProxyChanged(change: ProxyChange, now: ProxySettings): boolean {
  return change.password !== undefined || !isSamePlace(change, now)
}

function isSamePlace(change: ProxyChange, now: ProxySettings): boolean {
  return change.kind === now.kind && change.host === now.host && change.port === now.port && change.user === now.user
}
