/** Stretches that a recording is remembered by: of longer ones each stands for more. */
const MOST = 1024

/** How loud one stretch of samples is, 0–1: the root of their mean square. @param samples from −1 to 1 */
export function loudnessOf(samples: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < samples.length; index++) sum += samples[index]! ** 2
  return samples.length === 0 ? 0 : Math.min(1, Math.sqrt(sum / samples.length))
}

/** How loud a recording was all along, of stretches of one length; bounded, however long it gets: two and two become one. */
export class LoudnessLog {
  #levels: number[] = []
  /** Stretches that one level stands for, and those of the one that is being made. */
  #each = 1
  #pending = 0
  #loudest = 0

  add(loudness: number): void {
    this.#loudest = Math.max(this.#loudest, loudness)
    if (++this.#pending < this.#each) return
    this.#levels.push(this.#loudest)
    this.#pending = 0
    this.#loudest = 0
    if (this.#levels.length < MOST) return
    this.#levels = Array.from({ length: MOST / 2 }, (_, index) => Math.max(this.#levels[2 * index]!, this.#levels[2 * index + 1]!))
    this.#each *= 2
  }

  /** From the beginning on. */
  get levels(): readonly number[] {
    return this.#pending === 0 ? this.#levels : [...this.#levels, this.#loudest]
  }
}

/** The height of the meter for a loudness, 0–1: speech lies between a hundredth and a third, and is to be seen. */
export function meterHeight(loudness: number): number {
  return Math.min(1, Math.sqrt(loudness * 3))
}
