import { z } from 'zod'
import { Faults } from '../faults'

const times = z.number().int().positive().optional()
const frameRule = z.strictObject({
  user: z.string().optional(),
  device: z.string().optional(),
  push: z.string().optional(),
  action: z.enum(['drop', 'duplicate', 'delay', 'reorder', 'cut', 'silence']),
  delayMs: z.number().nonnegative().optional(),
  times,
})
const historyRule = z.strictObject({
  user: z.string().optional(),
  history: z.enum(['fail', 'shorten', 'delay']),
  rows: z.number().int().nonnegative().optional(),
  delayMs: z.number().nonnegative().optional(),
  times,
})

/**
 * Reads what `--faults` names: a JSON list of rules for frames (`action`, see `FaultRule`) and for the HTTP history
 * (`history`, see `HistoryFault`).
 *
 * @throws Error naming the flag and the rule that is wrong
 */
export function parseFaults(text: string): Faults {
  const faults = new Faults()
  for (const [i, value] of readList(text).entries()) {
    const isHistory = typeof value === 'object' && value !== null && 'history' in value
    const parsed = isHistory ? historyRule.safeParse(value) : frameRule.safeParse(value)
    if (!parsed.success) {
      const issue = parsed.error.issues[0]
      throw new Error(`--faults: rule ${i + 1}: ${issue?.path.map(String).join('.') ?? ''} ${issue?.message ?? 'is wrong'}`)
    }
    const rule = parsed.data
    if ('history' in rule)
      faults.addHistory({ user: rule.user, action: rule.history, rows: rule.rows, delayMs: rule.delayMs, times: rule.times })
    else faults.add(rule)
  }
  return faults
}

function readList(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text)
    if (Array.isArray(value)) return value
  } catch {
    // Said below, as of any other file that holds no list.
  }
  throw new Error('--faults: the file is not a JSON list')
}
