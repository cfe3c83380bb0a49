import type { Settings } from '@shared/settings'
import { doorTo } from '../fake-door'
import { FakeJim, type FakeJimOptions } from '../fake-jim'

/** `?theme=dark&language=en&state=signed_out`: what the pictures vary. The fake is on `window.fake` for scripts. */
const query = new URLSearchParams(location.search)
const state = query.get('state') ?? 'main'

const options: FakeJimOptions = {
  now: Date.now(),
  isSignedIn: !state.startsWith('sign'),
  isEmpty: state === 'empty',
  settings: {
    theme: (query.get('theme') ?? 'light') as Settings['theme'],
    language: (query.get('language') ?? 'zh-CN') as Settings['language'],
  },
  ...(state === 'sign_failed' ? { signInFailure: { step: 'secure', code: 'tls_untrusted', message: 'self-signed certificate' } } : {}),
  ...(state === 'signing' ? { hangsAt: 'connect' } : {}),
}
const fake = new FakeJim(options)
Object.assign(window, { jim: doorTo(fake), fake })

await import('../../../src/renderer/src/main')
