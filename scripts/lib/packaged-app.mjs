import { join } from 'node:path'
import { ROOT } from './paths.mjs'

/**
 * @typedef {object} PackagedApp
 * @property {string} output electron-builder's output folder
 * @property {string} dir the unpacked application
 * @property {string} executable
 */

/**
 * Where the package of this platform lies, whether it has been made or not.
 *
 * @param {boolean} [isTest] the variant with the inspector on
 * @returns {PackagedApp}
 */
export function packagedApp(isTest = false) {
  const output = isTest ? join(ROOT, 'dist', 'test-variant') : join(ROOT, 'dist', 'app')
  const arch = process.arch === 'x64' ? '' : `-${process.arch}`
  if (process.platform === 'darwin') {
    const dir = join(output, `mac${arch}`)
    return { output, dir, executable: join(dir, 'Jim Desktop.app', 'Contents', 'MacOS', 'Jim Desktop') }
  }
  if (process.platform === 'win32') {
    const dir = join(output, `win${arch}-unpacked`)
    return { output, dir, executable: join(dir, 'Jim Desktop.exe') }
  }
  const dir = join(output, `linux${arch}-unpacked`)
  return { output, dir, executable: join(dir, 'jim-desktop') }
}
