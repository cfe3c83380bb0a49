import type { Ref } from 'vue'

/**
 * For a form that was not sent since fields in it are wrong: the first of them gets the focus, once what hides it is
 * open.
 */
export function useFirstProblem(form: Readonly<Ref<HTMLElement | null>>): () => Promise<void> {
  return async () => {
    // What is opened for it is drawn some ticks later.
    await new Promise((drawn) => requestAnimationFrame(drawn))
    form.value?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }
}
