import type { ConversationId } from '@shared/ids'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { FileObstacle } from '../model/file-obstacle'

/** Where files would go that are held over the window: into the chat on screen, or one of the list. */
export type DropTarget = {
  readonly conversationId: ConversationId
  readonly place: 'chat' | 'row' | 'sheet'
  /** Why they cannot. */
  readonly obstacle?: FileObstacle
}

export const useDropStore = defineStore('drop', () => {
  const target = shallowRef<DropTarget>()

  /** Told many times a second while something is held: nothing is drawn for the same again. */
  function setTarget(next: DropTarget | undefined): void {
    const { conversationId, place, obstacle } = target.value ?? {}
    if (next?.conversationId === conversationId && next?.place === place && next?.obstacle === obstacle) return
    target.value = next
  }

  return { target, setTarget }
})
