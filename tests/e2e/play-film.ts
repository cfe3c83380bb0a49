import type { Locator } from 'playwright'

/** Has a film play in its card: one that is not here yet begins by itself once it was asked for. */
export async function playFilm(card: Locator): Promise<void> {
  await card
    .getByRole('button', { name: /^(Download|Play)/ })
    .first()
    .click()
}
