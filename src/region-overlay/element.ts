/** An element of a class within another, with what it says. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  className: string,
  parent: HTMLElement,
  text = '',
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name)
  made.className = className
  if (text !== '') made.textContent = text
  parent.append(made)
  return made
}

export function button(parent: HTMLElement, text: string, onClick: () => void): HTMLButtonElement {
  const made = element('button', '', parent, text)
  made.type = 'button'
  made.addEventListener('click', onClick)
  return made
}

/** It says something that is seen elsewhere, or is only an ornament. */
export function picture(parent: HTMLElement, className: string, url: string): HTMLImageElement {
  const made = element('img', className, parent)
  made.src = url
  made.alt = ''
  made.draggable = false
  return made
}
