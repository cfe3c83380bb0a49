import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { DiskRoom, RESERVE_BYTES } from '../../src/main/lib/disk-room'
import { diskFailure } from '../../src/main/lib/json-file'

const MIB = 1024 * 1024

it('asks the disk once for what many small writes take, and again before its reserve is touched', async () => {
  let [free, asked] = [RESERVE_BYTES + 12 * MIB, 0]
  const room = new DiskRoom('/somewhere', () => {
    asked++
    return Promise.resolve(free)
  })
  for (let mib = 0; mib < 8; mib++) await room.take(MIB)
  expect(asked).toBe(1)
  // Others write, too.
  free = RESERVE_BYTES + MIB - 1
  const refused: unknown = await room.take(MIB).catch((error: unknown) => error)
  expect(diskFailure(refused)).toMatchObject({ ok: false, error: { code: 'disk_full' } })
  expect(asked).toBe(2)
  free = RESERVE_BYTES + MIB
  await room.take(MIB)
  expect(asked).toBe(3)
})

it('lets more than is asked for at once pass where there is room for it', async () => {
  const asked: string[] = []
  const room = new DiskRoom('/somewhere', (folder) => {
    asked.push(folder)
    return Promise.resolve(RESERVE_BYTES + 20 * MIB)
  })
  await room.take(20 * MIB)
  await expect(room.take(21 * MIB)).rejects.toMatchObject({ code: 'ENOSPC' })
  expect(asked).toEqual(['/somewhere', '/somewhere'])
})

it('knows what is free on a real disk', async () => {
  const room = new DiskRoom(tmpdir())
  await expect(room.require(2 ** 60)).rejects.toMatchObject({ code: 'ENOSPC' })
})
