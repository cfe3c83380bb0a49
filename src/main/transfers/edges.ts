/** In px, as shown: how it is held applied. */
export type Edges = { readonly width: number; readonly height: number }
