/** Tests are checked by plain `tsc`, which cannot look into components; their insides are `vue-tsc`'s to check. */
declare module '*.vue' {
  import type { Component } from 'vue'
  const component: Component
  export default component
}
