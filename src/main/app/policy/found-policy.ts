import type { PolicyProblem } from '@shared/policy'

/** What a reader found at a system's place for policies; nothing at all is `undefined`. */
export type FoundPolicy =
  | {
      readonly source: string
      readonly content: unknown
      /** Where else keys (`caFile`, `settings.theme`) were found, of those that `source` says nothing of. */
      readonly places?: ReadonlyMap<string, string>
    }
  | { readonly source: string; readonly code: Exclude<PolicyProblem['code'], 'unknown'> }

/** The groups of a policy that give settings; everything else in it has its own keys (`policy-values`). */
export const SETTING_GROUPS = ['settings', 'recommended'] as const

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What a policy says, by its keys; empty where it says nothing that can be read. */
export function contentOf(found: FoundPolicy | undefined): Readonly<Record<string, unknown>> {
  return found !== undefined && 'content' in found && isRecord(found.content) ? found.content : {}
}

/** A name as it is told: those of a file are as long as anybody likes. */
export function clipped(name: string): string {
  return name.slice(0, 64)
}
