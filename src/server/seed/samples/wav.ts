const RATE = 8000

/** A WAV of 8 bits and 8 kHz in one channel; `levelAt` is from -1 to 1, at a time in seconds. */
export function wav(seconds: number, levelAt: (time: number) => number): Buffer {
  const samples = Math.round(seconds * RATE)
  const file = Buffer.alloc(44 + samples)
  file.write('RIFF', 0, 'latin1')
  file.writeUInt32LE(36 + samples, 4)
  file.write('WAVEfmt ', 8, 'latin1')
  file.writeUInt32LE(16, 16)
  // PCM, one channel.
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(RATE, 24)
  file.writeUInt32LE(RATE, 28)
  file.writeUInt16LE(1, 32)
  file.writeUInt16LE(8, 34)
  file.write('data', 36, 'latin1')
  file.writeUInt32LE(samples, 40)
  for (let i = 0; i < samples; i++) file[44 + i] = Math.round(128 + 100 * levelAt(i / RATE))
  return file
}
