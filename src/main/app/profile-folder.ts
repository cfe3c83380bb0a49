/** What decides where everything of this installation lies. */
export type ProfileChoice = {
  /** `--user-data-dir`, or empty. */
  readonly asked: string
  /** Beside the program, for a copy that is carried about (`portable`). */
  readonly portable: string | undefined
  /** Electron's own choice for a user with this home; asked only when it counts, since Electron makes it then. */
  readonly usual: (home: string) => string
  /** `JIM_PROFILE`. */
  readonly name: string | undefined
  /** Undefined for a user whom the system does not know, with no HOME. */
  readonly home: string | undefined
}

/** There is no folder to keep anything in; told to the person before the first window. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError'
  constructor(
    readonly code: 'no_home' | 'unusable' | 'bad_name',
    message: string,
    readonly folder = '',
  ) {
    super(message)
  }
}

const PROFILE_NAME = /^[A-Za-z0-9_-]{1,32}$/

/**
 * `--user-data-dir=DIR`, else `JIM_PROFILE=name` beside the usual folder, else the usual one: a portable copy's, else that of
 * the home folder. Where there is none of those it is Electron's guess, which is below `/tmp`: what nobody may lose does not go
 * there.
 *
 * @throws ProfileError if `JIM_PROFILE` is not 1–32 letters, digits, `_` or `-`, or if there is no home folder
 */
export function chooseProfileFolder({ asked, portable, usual, name, home }: ProfileChoice): string {
  if (asked !== '') return asked
  if (name !== undefined && name !== '' && !PROFILE_NAME.test(name)) {
    throw new ProfileError('bad_name', 'JIM_PROFILE must be 1–32 letters, digits, _ or -')
  }
  const usualFolder = portable ?? homeProfile(usual, home)
  return name === undefined || name === '' ? usualFolder : `${usualFolder}-${name}`
}

function homeProfile(usual: ProfileChoice['usual'], home: string | undefined): string {
  if (home === undefined) throw new ProfileError('no_home', 'this user has no home folder: set HOME, or --user-data-dir=FOLDER')
  return usual(home)
}
