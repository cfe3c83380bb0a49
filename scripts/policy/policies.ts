import { recordShapeOf, type PolicyShape } from '../../src/main/app/policy/policy-shape'
import { policySchema } from '../../src/main/app/policy/policy-schema'

/** The groups of a policy that give settings, in which each setting is a policy of its own. */
export const GROUPS = ['settings', 'recommended'] as const
export type Group = (typeof GROUPS)[number] | ''

/** One policy as an administrator sees it: a key, or a setting of a group. */
export type PolicyItem = { readonly group: Group; readonly key: string; readonly shape: PolicyShape; readonly required: readonly string[] }

/** Every policy there is, in the order of the schema. */
export function policyItems(): readonly PolicyItem[] {
  return [...recordShapeOf(policySchema).parts].flatMap(([key, shape]) => {
    const group = GROUPS.find((each) => each === key)
    if (group === undefined) return [item('', key, shape)]
    if (shape.kind !== 'record') throw new Error(`${key} is no group`)
    return [...shape.parts].map(([name, part]) => item(group, name, part))
  })
}

/** What its names begin with in a template: `settings_theme`; ADMX takes letters, digits and underlines. */
export function itemId({ group, key }: PolicyItem): string {
  return group === '' ? key : `${group}_${key}`
}

function item(group: Group, key: string, shape: PolicyShape): PolicyItem {
  return { group, key, shape, required: shape.kind === 'record' ? shape.required : [] }
}
