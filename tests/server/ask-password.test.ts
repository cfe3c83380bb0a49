import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { askPassword } from '../../src/server/cli/ask-password'

describe('the password of a user', () => {
  it('is asked for at a terminal and shown nowhere', async () => {
    const { input, output } = stage({ isTTY: true })
    input.write('seecret')
    // The arrow left, the letter before it taken back: lines are edited though nobody sees them.
    input.write('\x1b[D\x1b[D\x1b[D\x1b[D\x1b[D\x7f')
    input.write('\r')
    expect(await askPassword(input, output)).toBe('secret')
    output.end()
    expect(await text(output)).toBe('Password: \n')
  })

  it('is none when whoever is asked presses Ctrl+C', async () => {
    const { input, output } = stage({ isTTY: true })
    input.write('half\x03')
    expect(await askPassword(input, output)).toBe('')
  })

  it('is the first line of what is piped in, without a question', async () => {
    const { input, output } = stage({ isTTY: false })
    input.end('of two lines\nthe first\n')
    expect(await askPassword(input, output)).toBe('of two lines')
    output.end()
    expect(await text(output)).toBe('')
  })

  it('is the line also without an end', async () => {
    const { input, output } = stage({ isTTY: false })
    input.end('half')
    expect(await askPassword(input, output)).toBe('half')
  })
})

function stage({ isTTY }: { readonly isTTY: boolean }) {
  return { input: Object.assign(new PassThrough(), { isTTY }), output: new PassThrough() }
}
