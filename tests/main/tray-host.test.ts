import { describe, expect, it } from 'vitest'
import type { RunCommand } from '../../src/main/app/desktop/bus-property'
import { hasTrayHost } from '../../src/main/app/desktop/tray-host'
import { BUS_ANSWERS } from './bus-answers'

const answering = (answers: Readonly<Record<string, string>>): RunCommand => {
  return (file) => {
    const answer = answers[file]
    return answer === undefined ? Promise.reject(new Error(`${file}: not found`)) : Promise.resolve(answer)
  }
}

describe('hasTrayHost', () => {
  it.each(BUS_ANSWERS)('reads what %s prints: %j', async (file, answer, expected) => {
    expect(await hasTrayHost('linux', answering({ [file]: answer }))).toBe(expected)
  })

  it('finds none where nobody answers', async () => {
    expect(await hasTrayHost('linux', answering({}))).toBe(false)
  })

  it('asks nobody on systems that always have a tray', async () => {
    const refuse: RunCommand = (file) => Promise.reject(new Error(`${file} was run`))
    expect(await hasTrayHost('win32', refuse)).toBe(true)
    expect(await hasTrayHost('darwin', refuse)).toBe(true)
  })
})
