import { describe, expect, it } from 'vitest'
import { chooseProfileFolder, type ProfileChoice } from '../../src/main/app/profile-folder'

const choice: ProfileChoice = {
  asked: '',
  portable: undefined,
  usual: (home) => `${home}/.config/Jim Desktop`,
  name: undefined,
  home: '/home/ann',
}

/** Must not be asked: Electron would make it. */
const never = (): never => {
  throw new Error('was asked')
}

describe('chooseProfileFolder', () => {
  it('takes the usual one, or a named one beside it', () => {
    expect(chooseProfileFolder(choice)).toBe('/home/ann/.config/Jim Desktop')
    expect(chooseProfileFolder({ ...choice, name: '' })).toBe('/home/ann/.config/Jim Desktop')
    expect(chooseProfileFolder({ ...choice, name: 'second' })).toBe('/home/ann/.config/Jim Desktop-second')
  })

  it('takes what was asked for before all else, from a user without a home too', () => {
    const asked = { asked: '/data/jim', portable: '/stick/profile', usual: never, name: '../x', home: undefined }
    expect(chooseProfileFolder(asked)).toBe('/data/jim')
  })

  it('stays beside a copy that is carried about, and makes no folder at home', () => {
    const carried = { ...choice, portable: '/stick/jim/profile', usual: never }
    expect(chooseProfileFolder(carried)).toBe('/stick/jim/profile')
    expect(chooseProfileFolder({ ...carried, name: 'second', home: undefined })).toBe('/stick/jim/profile-second')
  })

  it.each(['../x', 'a b', 'x'.repeat(33)])('refuses the name %j', (name) => {
    expect(() => chooseProfileFolder({ ...choice, name })).toThrow(expect.objectContaining({ code: 'bad_name' }))
  })

  it('keeps nothing in what Electron guesses for a user without a home', () => {
    const guessed = { ...choice, usual: never, home: undefined }
    expect(() => chooseProfileFolder(guessed)).toThrow(expect.objectContaining({ code: 'no_home' }))
    expect(() => chooseProfileFolder({ ...guessed, name: 'second' })).toThrow(expect.objectContaining({ code: 'no_home' }))
  })
})
