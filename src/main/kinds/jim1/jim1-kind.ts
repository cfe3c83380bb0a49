import { MAX_REQUEST_ID } from '@protocol/constants'
import type { AccountForm } from '@shared/account'
import { tcpTransport } from '../../connection/tcp-transport'
import { createByteHttp } from '../../lib/byte-http'
import { hurriedDial } from '../../lib/dial-order'
import { createHttpClient } from '../../lib/http-client'
import type { ChatKind, OpenAccount, OpenChat } from '../kind/kind'
import { httpBaseAt } from './account/http-base'
import { logIn, logOut } from './account/log-in'
import { stagesOf, testWay } from './account/test-way'
import { type Dialect, featuresOf, isDialect } from './dialects'
import { Jim1Link } from './jim1-link'
import { Jim1Connection } from './link/jim1-connection'

/** The form of an account on the bundled server. */
export const BUNDLED_SERVER_FORM: Dialect = 'sync'

/** An account's form is the dialect that it asks for; saved accounts of every version name it so. */
type Form = AccountForm & { readonly id: Dialect }
const FORMS: readonly [Form, ...Form[]] = [
  { id: 'sync', user: 'name', secret: 'password', hasHttp: true, defaultPort: 9001 },
  { id: 'base', user: 'id', secret: 'token', hasHttp: false, defaultPort: 9001 },
]

/** jim1: our own servers (sync/1), and plain ones as its authors wrote them. */
export const jim1: ChatKind = {
  id: 'jim1',
  forms: FORMS,
  featuresOf: ({ kind }) => featuresOf(dialectOf(kind)),
  logIn,
  logOut,
  testStages: (server) => stagesOf(server, false),
  test: testWay,
  open,
}

function dialectOf(formId: string): Dialect {
  return isDialect(formId) ? formId : 'sync'
}

function open(account: OpenAccount): OpenChat {
  const { server, order, userId, token, way, device, clock, random, logger } = account
  const kind = dialectOf(server.kind)
  const http = createHttpClient(way)
  const bytes = createByteHttp(way)
  const connection = new Jim1Connection({
    clock,
    random,
    openTransport: tcpTransport({ clock, dial: hurriedDial(way.dial, order) }),
    order,
    logger: logger.scoped('connection'),
    // No account sends a thousand frames a second: above all ids of the start before.
    lastRequestId: clock.now() % MAX_REQUEST_ID,
  })
  const link = new Jim1Link({
    connection,
    http,
    bytes,
    httpBase: () => httpBaseAt(server, order, connection.session?.info?.http_base),
    token: () => token ?? '',
    me: userId,
    account: kind,
    clock,
    logger: logger.scoped('kinds/jim1'),
  })
  const { host, port, tls } = server
  return {
    loop: connection,
    link,
    connect() {
      if (token === undefined) return connection.stop({ code: 'bad_token', reason: 'no token is kept on this device' })
      connection.start({ address: { host, port, tls, ca: way.ca }, clientId: userId, token, ...device, kind })
    },
    renew() {
      http.renew()
      bytes.renew()
      connection.redial()
    },
    close() {
      connection.close()
      void http.close()
      void bytes.close()
    },
  }
}
