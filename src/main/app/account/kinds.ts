import type { AccountForm, ServerAddress } from '@shared/account'
import { jim1 } from '../../kinds/jim1/jim1-kind'
import type { ChatKind } from '../../kinds/kind/kind'

/** The chat systems that accounts can be of, the usual one first. Nothing else names one. */
export const KINDS: readonly [ChatKind, ...ChatKind[]] = [jim1]

/** Every way of signing in. */
export const FORMS: readonly AccountForm[] = KINDS.flatMap(({ forms }) => forms)

/** The one that is meant where nobody says. */
export const USUAL_FORM: AccountForm = KINDS[0].forms[0]

export function isKnownForm(formId: string): boolean {
  return FORMS.some(({ id }) => id === formId)
}

/** @throws Error for a form that no kind has; whatever comes from outside is checked with `isKnownForm` */
export function formOf(server: ServerAddress): AccountForm {
  return required(
    FORMS.find(({ id }) => id === server.kind),
    server,
  )
}

/** @throws Error as `formOf` */
export function kindOf(server: ServerAddress): ChatKind {
  return required(
    KINDS.find(({ forms }) => forms.some(({ id }) => id === server.kind)),
    server,
  )
}

function required<T>(found: T | undefined, { kind }: ServerAddress): T {
  if (found === undefined) throw new Error(`no chat system has the form ${kind}`)
  return found
}
