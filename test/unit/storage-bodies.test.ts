import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createBodies } from '../../server/storage/bodies.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'obmen-bodies-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const large = () => Buffer.alloc(40_000, 'я')

it('[B-05] a body that is stored again and again as the same object is looked for once', async () => {
  const bodies = createBodies(folder)
  const body = large()
  const sha256 = await bodies.put(body)
  expect(await bodies.get(sha256)).toEqual(body)
  await rm(folder, { recursive: true })
  expect(await bodies.put(body)).toBe(sha256)
  await expect(bodies.get(sha256)).rejects.toMatchObject({ code: 'BODY-MISSING' })
  // Equal bytes of another object are looked for.
  expect(await bodies.put(large())).toBe(sha256)
  expect(await bodies.get(sha256)).toEqual(body)
})

it('a body that could not be stored is tried again', async () => {
  const place = join(folder, 'bodies')
  await writeFile(place, 'a file where the folder should be')
  const bodies = createBodies(place)
  const body = large()
  await expect(bodies.put(body)).rejects.toThrow()
  await rm(place)
  expect(await bodies.get(await bodies.put(body))).toEqual(body)
})
