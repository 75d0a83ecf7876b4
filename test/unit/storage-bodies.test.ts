import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
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

it('a body that streams by is stored once, whatever its chunks, and leaves nothing behind when it is given up', async () => {
  const bodies = createBodies(folder)
  const body = Buffer.from('тело '.repeat(50_000))
  const sink = await bodies.sink()
  for (let at = 0; at < body.length; at += 7001) await sink.write(body.subarray(at, at + 7001))
  const stored = await sink.end()
  expect(stored).toEqual({ sha256: await bodies.put(body), bytes: body.length })
  expect(await bodies.get(stored.sha256)).toEqual(body)

  const again = await bodies.sink()
  await again.write(body)
  expect(await again.end()).toEqual(stored)
  const given = await bodies.sink()
  await given.write(Buffer.from('half of'))
  await given.abort()
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.includes('.'))
  expect(files).toEqual([join(stored.sha256.slice(0, 2), `${stored.sha256.slice(2)}.gz`)])
})
