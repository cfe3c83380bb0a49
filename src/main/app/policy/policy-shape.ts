import { z } from 'zod'

/** What a schema accepts, as far as other forms can say it: a registry with its few types, a template with its few controls. */
export type PolicyShape =
  | { readonly kind: 'flag' }
  | { readonly kind: 'one_of'; readonly values: readonly string[] }
  | { readonly kind: 'whole'; readonly least: number; readonly most: number }
  /** At most `most` UTF-16 code units, where there is a bound. */
  | { readonly kind: 'text'; readonly most?: number }
  | { readonly kind: 'list'; readonly item: PolicyShape }
  | RecordShape

export type RecordShape = {
  readonly kind: 'record'
  readonly parts: ReadonlyMap<string, PolicyShape>
  /** Names of parts that may not be left out. */
  readonly required: readonly string[]
}

type Told = z.core.JSONSchema.BaseSchema

/** @throws Error for a schema that no template could offer: a key of a policy has one of the kinds above */
export function shapeOf(schema: z.ZodType): PolicyShape {
  return read(z.toJSONSchema(schema, { io: 'input' }))
}

/** The same of a schema of several keys. @throws Error as `shapeOf`, and for anything else */
export function recordShapeOf(schema: z.ZodType): RecordShape {
  const shape = shapeOf(schema)
  if (shape.kind !== 'record') throw new Error(`a policy is no ${shape.kind}`)
  return shape
}

function read(told: Told): PolicyShape {
  const { enum: values, type, minimum, maximum, maxLength, items, properties } = told
  if (values !== undefined) return { kind: 'one_of', values: values.map(String) }
  if (type === 'boolean') return { kind: 'flag' }
  if (type === 'integer' && minimum !== undefined && maximum !== undefined) return { kind: 'whole', least: minimum, most: maximum }
  if (type === 'string') return maxLength === undefined ? { kind: 'text' } : { kind: 'text', most: maxLength }
  if (type === 'array' && isSchema(items)) return { kind: 'list', item: read(items) }
  if (type === 'object' && properties !== undefined) {
    const parts = Object.entries(properties).flatMap(([name, part]) => (isSchema(part) ? [[name, read(part)] as const] : []))
    return { kind: 'record', parts: new Map(parts), required: told.required ?? [] }
  }
  throw new Error(`no form of a policy says ${JSON.stringify(told)}`)
}

function isSchema(value: unknown): value is Told {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
