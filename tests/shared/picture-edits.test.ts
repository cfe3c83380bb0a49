import { describe, expect, it } from 'vitest'
import { tileOf } from '../../src/shared/draw-edits'
import { NO_EDITS, type PictureEdits, rectBetween, seenPart, turnedEdges, turnRight } from '../../src/shared/picture-edits'

const EDGES = { width: 400, height: 300 }

describe('a picture that is turned', () => {
  const marked: PictureEdits = {
    turns: 0,
    crop: { x: 100, y: 50, width: 200, height: 100 },
    marks: [
      { kind: 'arrow', from: { x: 0, y: 0 }, to: { x: 400, y: 300 }, colour: '#e5484d', width: 3 },
      { kind: 'text', at: { x: 10, y: 20 }, text: '这里', colour: '#ffffff', size: 20, turns: 0 },
      { kind: 'mosaic', area: { x: 350, y: 0, width: 50, height: 30 } },
    ],
  }

  it('takes what is on it along', () => {
    expect(turnRight(marked, EDGES)).toEqual({
      turns: 1,
      crop: { x: 150, y: 100, width: 100, height: 200 },
      marks: [
        { kind: 'arrow', from: { x: 300, y: 0 }, to: { x: 0, y: 400 }, colour: '#e5484d', width: 3 },
        { kind: 'text', at: { x: 280, y: 10 }, text: '这里', colour: '#ffffff', size: 20, turns: 1 },
        { kind: 'mosaic', area: { x: 270, y: 350, width: 30, height: 50 } },
      ],
    })
  })

  it('is as it was after four quarters', () => {
    let edits = marked
    for (let turn = 0; turn < 4; turn++) edits = turnRight(edits, turnedEdges(EDGES, edits.turns))
    expect(edits).toEqual(marked)
  })

  it('shows all of it where nothing was cut', () => {
    expect(seenPart(NO_EDITS, turnedEdges(EDGES, 1))).toEqual({ x: 0, y: 0, width: 300, height: 400 })
    expect(seenPart(marked, EDGES)).toEqual(marked.crop)
  })
})

it('what is dragged over stays within the picture, in whole px', () => {
  expect(rectBetween({ x: 390.4, y: 310 }, { x: 100.6, y: -5 }, EDGES)).toEqual({ x: 101, y: 0, width: 289, height: 300 })
  expect(rectBetween({ x: 500, y: 500 }, { x: 600, y: 600 }, EDGES)).toEqual({ x: 400, y: 300, width: 0, height: 0 })
})

it('a tile of a mosaic is larger than what can be read, on small pictures, large ones and large areas', () => {
  expect(tileOf({ x: 0, y: 0, width: 100, height: 20 }, EDGES)).toBe(40)
  expect(tileOf({ x: 0, y: 0, width: 100, height: 20 }, { width: 6000, height: 4000 })).toBe(120)
  expect(tileOf({ x: 0, y: 0, width: 2400, height: 20 }, { width: 4000, height: 4000 })).toBe(200)
})
