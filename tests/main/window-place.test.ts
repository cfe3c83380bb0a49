import { describe, expect, it } from 'vitest'
import { placeOn } from '../../src/main/app/window/window-place'

const LEFT = { x: 0, y: 30, width: 1920, height: 1050 }
const RIGHT = { x: 1920, y: 0, width: 1280, height: 1024 }
const window = { x: 100, y: 100, width: 1240, height: 760 }

describe('a remembered window', () => {
  it('opens where it was when all of it is seen there', () => {
    expect(placeOn([LEFT, RIGHT], window)).toEqual(window)
    expect(placeOn([LEFT, RIGHT], { ...window, x: 1930 })).toEqual({ ...window, x: 1930 })
  })

  it('is moved so that all of it is seen, on the display that holds most of it', () => {
    expect(placeOn([LEFT, RIGHT], { ...window, x: 1200 })).toEqual({ ...window, x: 680 })
    expect(placeOn([LEFT, RIGHT], { ...window, x: 1800 })).toEqual({ ...window, x: 1920 })
    expect(placeOn([LEFT], { ...window, y: -200 })).toEqual({ ...window, y: 30 })
  })

  it('is shrunk to a smaller display', () => {
    expect(placeOn([{ x: 0, y: 0, width: 800, height: 600 }], window)).toEqual({ x: 0, y: 0, width: 800, height: 600 })
  })

  it('opens anew when its display is gone, or hardly touches one', () => {
    expect(placeOn([LEFT], { ...window, x: 1920 })).toBeUndefined()
    expect(placeOn([LEFT], { ...window, x: 1850 })).toBeUndefined()
    expect(placeOn([], window)).toBeUndefined()
  })
})
