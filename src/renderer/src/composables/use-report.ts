import type { Failure, Result } from '@shared/result'
import type { LinkCauseCode } from '@shared/status'
import { useI18n } from 'vue-i18n'
import { SIGN_IN_FAILURE_CODES } from '../model/sign-in-failures'
import { useToastsStore } from '../stores/toasts'

/** Failures of calls that have their own words; any other gets a general sentence with its code. */
export const REPORTED_CODES = [
  'not_online',
  'link_refused',
  'disk_full',
  'read_only',
  'io_failed',
  'busy',
  'corrupt',
  'not_found',
  'already_sent',
  'not_member',
  'too_large',
  'rate_limited',
  'recall_expired',
  'forbidden',
  'no_groups',
  'no_bundles',
  'no_such_type',
  'bad_user_id',
  'unsupported',
  'offline',
  'too_many',
  'too_deep',
  'too_many_members',
  'bad_name',
  'bad_text',
  'bad_avatar',
  'not_drawable',
  'sticker_too_large',
  'stickers_full',
  'quota',
  'server_full',
  'empty',
  'bad_request',
  'secret_needed',
  'other_account',
  'address_in_use',
  'store_failed',
  'not_signed_in',
  'no_file_manager',
  'no_colleague',
  'no_trial',
  'setting_locked',
  'larger_than_allowed',
  'kind_not_allowed',
  'bad_answer',
  'part_failed',
  'screenshots_off',
  'screen_permission',
  'no_screen',
  'no_portal',
  'window_gone',
] as const

/** The server was not reached, or not for long; none of it is about what was asked of it. */
const UNREACHED_CODES = [
  'no_network',
  'name_not_found',
  'refused',
  'unreachable',
  'timeout',
  'reset',
  'closed',
  'silent',
  'tls_untrusted',
  'tls_failed',
  'proxy_unreachable',
  'proxy_timeout',
  'proxy_auth',
  'proxy_refused',
  'proxy_protocol',
  'other_protocol',
  'suspended',
  'nudged',
  'overloaded',
  'shutting_down',
  'protocol_error',
  'server_closed',
] as const satisfies readonly LinkCauseCode[]

/** Tells the user of calls that failed, as a toast; `value` is there only when the call went well. */
export function useReport() {
  const { t } = useI18n()
  const toasts = useToastsStore()

  function describe(failure: Failure): string {
    const unreached = UNREACHED_CODES.find((code) => code === failure.code)
    if (unreached !== undefined) return t('error.unreached', { cause: t(`cause.${unreached}`) })
    if (failure.code === 'http_failed') return t('error.bad_answer')
    const known = REPORTED_CODES.find((code) => code === failure.code)
    if (known !== undefined) return t(`error.${known}`)
    const link = SIGN_IN_FAILURE_CODES.find((code) => code === failure.code)
    return link === undefined ? t('error.other', { code: failure.code }) : t(`signIn.failure.${link}`)
  }

  /** Of a server's address that the person entered: what to check there. */
  function describeAddress(failure: Failure): string {
    const ofAddress = [...UNREACHED_CODES, 'http_failed' as const].find((code) => code === failure.code)
    return ofAddress === undefined ? describe(failure) : t(`signIn.failure.${ofAddress}`)
  }

  function report<T>(result: Result<T>): result is { readonly ok: true; readonly value: T } {
    if (!result.ok) toasts.add({ level: 'warning', title: t('error.title'), text: describe(result.error) })
    return result.ok
  }

  return { describe, describeAddress, report }
}
