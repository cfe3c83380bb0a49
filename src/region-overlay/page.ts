import type { RegionOffer } from '@shared/region'
import { ChosenArea } from './area'
import { Bar } from './bar'
import { picture } from './element'

/** What a display showed, and the choice of a part of it: by a drag, by keys, all of it, or a window. */
function show(offer: RegionOffer): void {
  const { body } = document
  document.documentElement.lang = offer.language
  document.title = offer.words.title
  picture(body, 'picture', offer.pictureUrl)
  const area = new ChosenArea(body, offer.picture)
  const bar = new Bar(body, offer, {
    whole: () => window.region.choose({ take: 'display', isCopy: bar.isCopy }),
    window: (id) => window.region.choose({ take: 'window', id, isCopy: bar.isCopy }),
    nextScreen: () => window.region.nextScreen(),
    cancel,
  })

  const take = (isCopy: boolean): void =>
    window.region.choose(area.area === undefined ? { take: 'display', isCopy } : { take: 'area', area: area.area, isCopy })
  const placeOf = ({ clientX: x, clientY: y }: PointerEvent) => ({ x, y })

  body.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return cancel()
    body.setPointerCapture(event.pointerId)
    area.begin(placeOf(event))
    bar.setAway(true)
  })
  body.addEventListener('pointermove', (event) => area.move(placeOf(event)))
  body.addEventListener('pointerup', (event) => {
    if (!area.isDragging) return
    bar.setAway(false)
    if (area.end(placeOf(event)) !== undefined) take(bar.isCopy)
  })
  addEventListener('contextmenu', (event) => event.preventDefault())
  addEventListener('keydown', (event) => {
    const isOnButton = event.target instanceof HTMLButtonElement
    if (event.key === 'Escape') cancel()
    else if (event.key === 'Enter' && !isOnButton) take(bar.isCopy)
    else if (event.key.toLowerCase() === 'c' && (event.ctrlKey || event.metaKey)) take(true)
    else if (!area.key(event)) return
    event.preventDefault()
  })
}

function cancel(): void {
  window.region.choose({ take: 'nothing' })
}

void window.region.offer().then(show)
