// @vitest-environment happy-dom
import { LINK_CAUSE_CODES } from '@shared/status'
import { defineComponent } from 'vue'
import { describe, expect, it } from 'vitest'
import { useReport } from '../../src/renderer/src/composables/use-report'
import en from '../../src/renderer/src/locales/en.json'
import { mountWithJim } from './mount'

function reporting(): ReturnType<typeof useReport> {
  let found: ReturnType<typeof useReport> | undefined
  const { wrapper } = mountWithJim(
    defineComponent({
      setup() {
        found = useReport()
        return () => null
      },
    }),
    {},
  )
  wrapper.unmount()
  return found!
}

/** Codes of a session's end, which say of themselves what to do, and of the file that the person chose. */
const OF_THE_ACCOUNT = [
  'signed_out',
  'bad_token',
  'expired',
  'kicked',
  'forbidden',
  'version_unsupported',
  'ca_file_unreadable',
  'ca_file_invalid',
]

describe('a call that fails since the server was not reached', () => {
  it.each(LINK_CAUSE_CODES.filter((code) => !OF_THE_ACCOUNT.includes(code)))('for %s says that, and nothing of a form', (code) => {
    const { describe: words } = reporting()
    expect(words({ code, message: '' })).toBe(en.error.unreached.replace('{cause}', en.cause[code]))
  })

  it('is told of by what to check, where the person entered the address', () => {
    const { describeAddress } = reporting()
    for (const code of ['refused', 'timeout', 'tls_failed', 'name_not_found', 'http_failed', 'http_unreached', 'proxy_auth'] as const) {
      expect(describeAddress({ code, message: '' })).toBe(en.signIn.failure[code])
    }
  })

  it('keeps the words that it has for everything else', () => {
    const { describe: words, describeAddress } = reporting()
    for (const code of ['busy', 'disk_full', 'not_member', 'store_failed'] as const) {
      expect(words({ code, message: '' })).toBe(en.error[code])
      expect(describeAddress({ code, message: '' })).toBe(en.error[code])
    }
    expect(words({ code: 'http_failed', message: '' })).toBe(en.error.bad_answer)
    expect(words({ code: 'expired', message: '' })).toBe(en.signIn.failure.expired)
  })
})
