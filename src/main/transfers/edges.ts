/** In px, as shown: how it is held applied. */
export type Edges = { readonly width: number; readonly height: number }

/** `room`: what a decoder makes room for, where that may be more than is shown. */
export type RoomyEdges = Edges & { readonly room?: Edges }
