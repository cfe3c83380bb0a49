import type { Logger } from '../../lib/logger'
import { alsoTrust } from '../../lib/trusted-authorities'
import { setLogLevel } from '../log'
import { readCa } from '../network/ca-file'
import type { FoundPolicy } from './found-policy'
import { type Policy, readPolicyValues } from './policy-values'

/** Reads all of a policy, puts in force what concerns the whole program, and says in the log what of it cannot be used. */
export async function applyPolicy(found: FoundPolicy | undefined, logger: Logger): Promise<Policy> {
  const read = readPolicyValues(found)
  const { logLevel, caFile = '' } = read.values
  if (logLevel !== undefined) await setLogLevel(logLevel)
  const ca = await readCa(caFile)
  if (ca.ok && ca.value !== undefined) alsoTrust([ca.value])
  const policy = ca.ok ? read : withProblem(read, 'caFile')
  const { source, problems } = policy.inForce
  if (source !== undefined) logger.info('a policy is in force', { source, problems: problems.length })
  for (const { key, code } of problems) logger.warn('part of the policy cannot be used', { key, code })
  return policy
}

function withProblem({ values, inForce }: Policy, key: string): Policy {
  return { values, inForce: { ...inForce, problems: [...inForce.problems, { key, code: 'unreadable' }] } }
}
