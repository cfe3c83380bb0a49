import type { AccountForm, ServerAddress, SignInRequest } from '@shared/account'
import type { OfferedServer } from '@shared/policy'
import { isSamePlaces, parsePlaces, type PlacesProblem, placesText } from '@shared/server-places'

/** What the sign-in form holds: text as it was typed. */
export type SignInForm = {
  /** Which of the ways of signing in it is. */
  way: AccountForm
  /** One address, or several with commas between them. */
  host: string
  port: string
  isTls: boolean
  httpBase: string
  caFile: string
  user: string
  secret: string
}

/** Until main has told which there are. */
const UNKNOWN_WAY: AccountForm = { id: '', user: 'name', secret: 'password', hasHttp: true, defaultPort: 9001 }

export type SignInField = 'host' | 'port' | 'httpBase' | 'user' | 'secret'
export type SignInProblem = PlacesProblem | 'bad_port' | 'bad_url' | 'bad_user'

/** @param ways the usual one first */
export function emptyForm(ways: readonly AccountForm[], last?: { readonly server: ServerAddress; readonly user: string }): SignInForm {
  const way = ways.find(({ id }) => id === last?.server.kind) ?? ways[0] ?? UNKNOWN_WAY
  return {
    way,
    host: last === undefined ? '' : hostText(last.server),
    port: String(last?.server.port ?? way.defaultPort),
    isTls: last?.server.tls ?? true,
    httpBase: last?.server.httpBase ?? '',
    caFile: last?.server.caFile ?? '',
    user: last?.user ?? '',
    secret: '',
  }
}

/** @param kinds ids of those that a policy allows; absent: all */
export function allowedWays(ways: readonly AccountForm[], kinds: readonly string[] | undefined): readonly AccountForm[] {
  return kinds === undefined ? ways : ways.filter(({ id }) => kinds.includes(id))
}

/** Where one of the offered servers is chosen: its place in the list; -1: another one. */
export function placeOf(servers: readonly OfferedServer[], { server }: SignInRequest): number {
  return servers.findIndex(({ address }) => address.kind === server.kind && isSamePlaces(address, server))
}

/** Fills in a server that is offered, and nothing of who signs in. */
export function takeServer(form: SignInForm, ways: readonly AccountForm[], server: ServerAddress): void {
  const { kind, port, tls: isTls, httpBase } = server
  Object.assign(form, { way: ways.find(({ id }) => id === kind) ?? form.way, host: hostText(server), port: String(port), isTls, httpBase })
}

/** Several addresses stand in one field, with their ports. */
function hostText(server: ServerAddress): string {
  return server.others === undefined ? server.host : placesText(server)
}

/** Problems to be said at their fields before anything is dialled; none = the form may be sent. */
export function formProblems(form: SignInForm): ReadonlyMap<SignInField, SignInProblem> {
  const problems = new Map<SignInField, SignInProblem>()
  const places = parsePlaces(form.host, Number(form.port))
  if (!places.ok) problems.set('host', places.error.code as PlacesProblem)
  const port = Number(form.port)
  if (!/^\d{1,5}$/.test(form.port.trim()) || port < 1 || port > 65_535) problems.set('port', 'bad_port')
  if (form.user.trim() === '') problems.set('user', 'required')
  else if (!/^[A-Za-z0-9._@-]{1,64}$/.test(form.user.trim())) problems.set('user', 'bad_user')
  if (form.secret === '') problems.set('secret', 'required')
  if (form.way.hasHttp && form.httpBase.trim() !== '' && !isHttpUrl(form.httpBase.trim())) problems.set('httpBase', 'bad_url')
  return problems
}

export function requestOf(form: SignInForm): SignInRequest {
  const places = parsePlaces(form.host, Number(form.port))
  const [first, ...others] = places.ok ? places.value : [{ host: form.host.trim(), port: Number(form.port) }]
  return {
    server: {
      kind: form.way.id,
      ...first!,
      ...(others.length === 0 ? {} : { others }),
      tls: form.isTls,
      httpBase: form.way.hasHttp ? form.httpBase.trim() : '',
      caFile: form.caFile.trim(),
    },
    user: form.user.trim(),
    secret: form.secret,
  }
}

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:')
}
