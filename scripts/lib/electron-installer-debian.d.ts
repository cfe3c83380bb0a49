/** What we use of electron-installer-debian, which brings no types of its own. */
declare module 'electron-installer-debian' {
  const installer: (options: { src: string; dest: string; arch: string; options: object }) => Promise<unknown>
  export default installer
}
