import type { LocalId } from '@shared/ids'
import type { Message } from '@shared/message'
import type { ShelfAnchor, ShelfPage } from '@shared/shelf'
import { computed } from 'vue'
import { bridge, tell } from '../bridge'
import * as model from '../model/media-run'
import { useConversationsStore } from '../stores/conversations'
import { useViewerStore } from '../stores/viewer'
import { useReport } from './use-report'

/** Read at once, and how near to the end of what is held the next ones are asked for. */
const [PAGE, NEAR] = [60, 10]

/** Opens documents, and the pictures and films of a conversation, from one to the next, whether or not its timeline has them. */
export function useViewer() {
  const conversations = useConversationsStore()
  const viewer = useViewerStore()
  const { report } = useReport()
  /** The title of the group in which it was said. */
  const group = computed(() => {
    const conversation = viewer.run && conversations.byId.get(viewer.run.conversationId)
    return conversation?.kind === 'c2g' ? conversation.title : undefined
  })
  /** It was clicked itself, and not only come to. */
  const isAskedFor = computed(() => viewer.run !== undefined && model.shownOf(viewer.run).localId === viewer.playsAtOnce)
  const isReading = { before: false, after: false }

  /** Nothing for who is somewhere else by then. */
  async function read(anchor: ShelfAnchor, take: (run: model.MediaRun, page: ShelfPage) => model.MediaRun): Promise<void> {
    const conversationId = viewer.run?.conversationId
    if (conversationId === undefined) return
    const result = await bridge.call('shelf:page', { conversationId, shelf: 'media', anchor, limit: PAGE })
    if (viewer.run?.conversationId === conversationId && report(result)) viewer.change((current) => take(current, result.value))
  }

  async function open(message: Message): Promise<void> {
    viewer.open(message)
    // A document stands by itself, and a sticker.
    if (!model.isMedia(message)) return
    await read({ at: 'message', localId: message.localId }, model.withPage)
    await fill()
  }

  async function readOn(at: 'before' | 'after', from: Message, take: typeof model.withOlder): Promise<void> {
    if (isReading[at]) return
    isReading[at] = true
    await read({ at, position: from.position, localId: from.localId }, take)
    isReading[at] = false
  }

  /** What is next is here before it is wanted. */
  async function fill(): Promise<void> {
    const current = viewer.run
    if (current === undefined) return
    const { messages, at, older, newer } = current
    if (older > 0 && at < NEAR) await readOn('before', messages[0]!, model.withOlder)
    if (newer > 0 && at >= messages.length - NEAR) await readOn('after', messages.at(-1)!, model.withNewer)
  }

  async function step(by: 1 | -1): Promise<void> {
    viewer.moveTo((current) => model.stepped(current, by))
    await fill()
  }

  async function show(localId: LocalId): Promise<void> {
    viewer.moveTo((current) => model.shownAt(current, localId))
    await fill()
  }

  /** It stands there no more, whoever closed it. */
  const left = (): void => tell('app:pictures-closed')

  return { group, isAskedFor, open, step, show, close: viewer.close, left }
}
