import fc from 'fast-check'
import { DEFAULT_SETTINGS, policySettingShapes, SETTING_NAMES } from '@shared/settings'
import { fits, type SettingShape } from '@shared/setting-shape'
import { describe, expect, it } from 'vitest'
import { policySchema } from '../../src/main/app/policy/policy-schema'
import { schemaOf, SETTING_SCHEMAS } from '../../src/main/app/policy/setting-schemas'

/** Values near what a shape accepts, on both sides of it. */
function near(shape: SettingShape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'flag':
      return fc.constantFrom<unknown>(true, false, 0, 1, 'true')
    case 'one_of':
      return fc.constantFrom<unknown>(...shape.values, '', shape.values[0]?.toUpperCase(), 1)
    case 'whole':
      return fc.constantFrom<unknown>(
        shape.least - 1,
        shape.least,
        shape.least + 0.5,
        shape.most,
        shape.most + 1,
        String(shape.most),
        NaN,
        Infinity,
      )
    case 'text':
      return fc.oneof(
        fc.constantFrom('', '22:00', '24:00', '/srv', 'C:\\a', 'srv', 'Ctrl+Alt+A', 'A', '\0', '/\0'),
        fc.constantFrom('x'.repeat(shape.most), `/${'x'.repeat(shape.most - 1)}`, `/${'x'.repeat(shape.most)}`),
        fc.string(),
      )
    case 'texts':
      return fc.array(fc.string({ maxLength: shape.length + 1 }), { maxLength: shape.count + 1 })
    case 'together':
      return fc
        .record(Object.fromEntries(Object.entries(shape.parts).map(([name, part]) => [name, near(part)])))
        .chain((whole) =>
          fc.constantFrom<unknown>(whole, whole, { ...whole, more: true }, Object.fromEntries(Object.entries(whole).slice(1))),
        )
  }
}

describe('the schema of a policy', () => {
  it.each([...policySettingShapes()])('takes for %s what the setting takes, and nothing else', (name, shape) => {
    const schema = schemaOf(shape)
    const value = fc.oneof({ weight: 4, arbitrary: near(shape) }, { weight: 1, arbitrary: fc.anything() })
    fc.assert(fc.property(value, (each) => schema.safeParse(each).success === fits(shape, each)))
    expect(schema.safeParse(DEFAULT_SETTINGS[name]).success).toBe(true)
  })

  it('has every setting that is chosen, and none that is merely remembered', () => {
    const remembered = ['doNotDisturbUntil', 'listWidth', 'voiceSpeed', 'recentEmoji', 'emojiTone']
    expect(Object.keys(SETTING_SCHEMAS).sort()).toEqual(SETTING_NAMES.filter((name) => !remembered.includes(name)).sort())
  })

  it('takes a whole policy, and not one with a key too many', () => {
    const policy = { servers: [{ name: 'A', host: 'a' }], settings: { zoom: 100 }, recommended: { theme: 'dark' } }
    expect(policySchema.safeParse(policy).success).toBe(true)
    expect(policySchema.safeParse({ ...policy, retention: 1 }).success).toBe(false)
    expect(policySchema.safeParse({ settings: { listWidth: 300 } }).success).toBe(false)
    const quietHours = DEFAULT_SETTINGS.quietHours
    expect(policySchema.safeParse({ settings: { quietHours } }).success).toBe(true)
    expect(policySchema.safeParse({ settings: { quietHours: { ...quietHours, more: true } } }).success).toBe(false)
  })
})
