import type { FileMachine } from '../../src/main/app/account/session-files'

/** A computer that opens, shows and asks for nothing. */
export const IDLE_MACHINE: FileMachine = {
  saveMode: () => 'downloads',
  saveFolder: () => '',
  desk: {
    open: () => Promise.resolve(''),
    show: () => undefined,
    copy: () => Promise.resolve(),
    drag: () => Promise.resolve(false),
    copyDrawn: () => false,
    askWhere: () => Promise.resolve(undefined),
    downloadsDir: '/nowhere',
  },
}
