import type { Room, Topic } from './people'
import { createDeck, type SeededRandom } from './random'
import { parseScene, type Scene } from './scene'
import { admin } from './scenes/admin'
import { chat } from './scenes/chat'
import { design } from './scenes/design'
import { lunch } from './scenes/lunch'
import { marketing } from './scenes/marketing'
import { oncall } from './scenes/oncall'
import { report } from './scenes/report'
import type { Script } from './scenes/script'
import type { Language } from './words'

/** A scene, who plays it and in which language. */
export type CastScene = { readonly scene: Scene; readonly cast: readonly string[]; readonly language: Language }

/** One scene in both languages: so that it does not come twice in a row only because the language changed. */
type Twins = Readonly<Record<Language, Scene>>

const twinsOf: Readonly<Record<Topic, readonly Twins[]>> = {
  admin: twins(admin),
  chat: twins(chat),
  design: twins(design),
  lunch: twins(lunch),
  marketing: twins(marketing),
  oncall: twins(oncall),
  report: twins(report),
}

function twins({ zh, en }: Script): Twins[] {
  if (zh.length !== en.length) throw new RangeError('a scene is missing in one language')
  return zh.map((source, index) => ({ zh: parseScene(source), en: parseScene(en[index]!) }))
}

/** Gives a room one scene after another: each of its scenes once before any returns. */
export function createScriptwriter(room: Room, random: SeededRandom): () => CastScene {
  const dealScene = createDeck(
    room.topics.flatMap((topic) => twinsOf[topic]).filter(({ zh, en }) => fits(zh, room) && fits(en, room)),
    random,
  )
  return () => {
    const language = random.next() < room.chinese ? 'zh' : 'en'
    const scene = dealScene()[language]
    const dealMember = createDeck(room.memberIds, random)
    return { scene, language, cast: Array.from({ length: scene.speakers }, dealMember) }
  }
}

function fits(scene: Scene, room: Room): boolean {
  return room.kind === 'c2g' || (scene.speakers <= 2 && !scene.hasMention)
}
