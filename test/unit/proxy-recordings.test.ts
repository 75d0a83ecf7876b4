import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { createRecordings } from '../../server/proxy/recordings.ts'
import { proxyMigrations } from '../../server/proxy/tables.ts'
import { openDatabase } from '../../server/storage/database.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

it('recordings of a workspace from before adoption stay; an entry may then be played by another link too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'obmen-recordings-'))
  closing.push(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'obmen.db')
  const before = await openDatabase(file, [{ ...proxyMigrations, steps: proxyMigrations.steps.slice(0, 1) }])
  await sql`insert into proxy_exchange values (7, 'shop', 'q', null, '2026-11-26', 'GET', '/a', 200, null, 0, 1)`.execute(
    before,
  )
  await before.destroy()

  const db = await openDatabase(file, [proxyMigrations])
  closing.push(() => db.destroy())
  const recordings = createRecordings(db)
  expect(await recordings.counts('shop')).toMatchObject({ exchanges: 1, recordings: 1, adopted: 0 })
  const row = {
    ...{ entry: 7, question: 'q', body: null, at: '2026-11-26', method: 'GET', path: '/a' },
    ...{ status: 200, code: null, failed: 0, playable: 1, adopted: 1 },
  }
  for (const link of ['branch', 'shop']) await recordings.add({ ...row, link })
  expect(await recordings.answersTo('branch', 'q', null)).toEqual([7])
  expect(await recordings.counts('branch')).toMatchObject({ exchanges: 0, adopted: 1, last: null })
  // What a link has recorded itself is not taken for adopted, and stays when the adopted goes.
  expect(await recordings.release('shop')).toBe(0)
  expect(await recordings.release('branch')).toBe(1)
  expect(await recordings.answersTo('shop', 'q', null)).toEqual([7])
})
