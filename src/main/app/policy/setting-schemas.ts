import { z } from 'zod'
import type { SettingShape } from '@shared/setting-shape'
import { policySettingShapes } from '@shared/settings'

/** What a policy may say of each setting, by its name; the shape of the setting itself decides. */
export const SETTING_SCHEMAS: { readonly [name: string]: z.ZodType } = Object.fromEntries(
  [...policySettingShapes()].map(([name, shape]) => [name, schemaOf(shape)]),
)

/** The same shape as a schema, which accepts what `fits` accepts, and can be told in other forms. */
export function schemaOf(shape: SettingShape): z.ZodType {
  switch (shape.kind) {
    case 'flag':
      return z.boolean()
    case 'one_of':
      return z.enum(shape.values)
    case 'whole':
      return z.int().min(shape.least).max(shape.most)
    case 'text':
      return z.string().max(shape.most).refine(shape.hasForm)
    case 'texts':
      return z.array(z.string().min(1).max(shape.length)).max(shape.count)
    case 'together':
      return z.strictObject(Object.fromEntries(Object.entries(shape.parts).map(([name, part]) => [name, schemaOf(part)])))
  }
}
