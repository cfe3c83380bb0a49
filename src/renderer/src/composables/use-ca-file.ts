import type { CaFile } from '@shared/network'
import { ref, type Ref, shallowRef, watch } from 'vue'
import { bridge } from '../bridge'
import { useReport } from './use-report'

/**
 * An extra certificate authority by its path: chosen in the system's dialog, since main reads no file that a page names
 * by itself.
 * @param path '' = none
 */
export function useCaFile(path: Ref<string>) {
  const { describe } = useReport()
  /** What is in it; `undefined` while that is not known. */
  const file = shallowRef<CaFile>()
  /** Why it cannot be used, in words. */
  const problem = ref<string>()

  function show(found: CaFile | undefined, reason?: string): void {
    file.value = found
    problem.value = reason
  }

  async function choose(): Promise<void> {
    const result = await bridge.call('network:choose-ca')
    if (!result.ok) show(undefined, describe(result.error))
    else if (result.value !== undefined) {
      show(result.value)
      path.value = result.value.path
    }
  }

  function remove(): void {
    show(undefined)
    path.value = ''
  }

  async function look(asked: string): Promise<void> {
    if (asked === '') return show(undefined)
    const result = await bridge.call('network:describe-ca', { path: asked })
    // Something else may be in the field by now.
    if (asked !== path.value) return
    if (result.ok) show(result.value)
    else show(undefined, describe(result.error))
  }

  watch(
    path,
    (named) => {
      if (named !== file.value?.path) void look(named)
    },
    { immediate: true },
  )

  return { file, problem, choose, remove }
}
