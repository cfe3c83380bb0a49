declare module 'yauzl' {
  const yauzl: any
  export default yauzl
}
