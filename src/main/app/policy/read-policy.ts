import { userInfo } from 'node:os'
import type { FoundPolicy } from './found-policy'
import { readManagedPreferences } from './managed-preferences'
import { readPolicyFile } from './policy-file'

/** Where administrators put the policy of this program on Linux. */
const LINUX_FILE = '/etc/jim-desktop/policy.json'

type Machine = {
  readonly platform: NodeJS.Platform
  /** A build as people have it goes by nothing but the system's own place. */
  readonly isPackaged: boolean
  readonly env: NodeJS.ProcessEnv
}

/**
 * What whoever administers this computer says, where the system keeps such things. In development `JIM_POLICY` may name a
 * file of one's own instead.
 */
export async function readPolicy({ platform, isPackaged, env }: Machine): Promise<FoundPolicy | undefined> {
  const own = isPackaged ? undefined : env['JIM_POLICY']
  if (own !== undefined && own !== '') return readPolicyFile(own, process.getuid?.())
  if (platform === 'win32') return readWindows()
  if (platform === 'darwin') return readManagedPreferences(userName())
  return platform === 'linux' ? readPolicyFile(LINUX_FILE) : undefined
}

/** The addon is in Windows' packages alone; one that does not load must not keep anybody from their messages. */
async function readWindows(): Promise<FoundPolicy | undefined> {
  try {
    const [{ readRegistryPolicy }, registry] = await Promise.all([import('./registry-policy'), import('native-reg')])
    return await readRegistryPolicy(registry)
  } catch {
    return { source: 'HKLM\\SOFTWARE\\Policies\\JimDesktop', code: 'unreadable' }
  }
}

/** None for somebody whom the system does not know. */
function userName(): string | undefined {
  try {
    return userInfo().username
  } catch {
    return undefined
  }
}
