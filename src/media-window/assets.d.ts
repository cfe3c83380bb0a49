/** Where the build puts a file, beside the page. */
declare module '*.wasm?url' {
  const url: string
  export default url
}
