import type { ConversationId, LocalId } from '@shared/ids'
import type { Message } from '@shared/message'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import * as model from '../model/media-run'

/** The picture or film that stands over the window, and its neighbours. */
export const useViewerStore = defineStore('viewer', () => {
  const run = shallowRef<model.MediaRun>()
  /** By a click on it, a film plays at once; one that is merely passed does not. */
  const playsAtOnce = shallowRef<LocalId>()

  function open(message: Message): void {
    run.value = model.runOf(message)
    playsAtOnce.value = message.localId
  }

  function change(next: (current: model.MediaRun) => model.MediaRun): void {
    if (run.value !== undefined) run.value = next(run.value)
  }

  function moveTo(next: (current: model.MediaRun) => model.MediaRun): void {
    change(next)
    playsAtOnce.value = undefined
  }

  function apply(
    upserted: readonly Message[],
    removed: readonly { readonly conversationId: ConversationId; readonly localId: LocalId }[],
  ): void {
    change((current) =>
      model.withMessages(
        current,
        upserted,
        removed.map(({ localId }) => localId),
      ),
    )
  }

  function close(): void {
    run.value = undefined
    playsAtOnce.value = undefined
  }

  return { run, playsAtOnce, open, change, moveTo, apply, close }
})
