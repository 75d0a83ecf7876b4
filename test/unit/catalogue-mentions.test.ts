import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import fc from 'fast-check'
import { BitSet } from '../../server/catalogue/bit-set.ts'
import { openConnection } from '../../server/catalogue/connection.ts'
import { createCatalogue } from '../../server/catalogue/create-catalogue.ts'
import { keepMentions, mentionedSince } from '../../server/catalogue/mentions.ts'
import { catalogueWorker } from '../catalogue-worker.ts'
import { aBase, anItem } from './catalogue-base.ts'
import { temporaryFolder } from './storage-factory.ts'

const setOf = (numbers: readonly number[]): BitSet => {
  const set = new BitSet()
  for (const n of numbers) set.add(n)
  return set
}

describe('mentions', () => {
  it('[C §3.1 deactivate] [property] the last mention of every row is known, whatever came before', async () => {
    const { file } = await aBase()
    const connection = openConnection(file, 1024)
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(fc.array(numbers, { minLength: 1, maxLength: 8 }), (imports) => {
        connection.exec('delete from mentions')
        const last = new Map<number, number>()
        for (const [at, seen] of imports.entries()) {
          keepMentions(connection, 'item', setOf(seen), at)
          for (const n of seen) last.set(n, at)
        }
        for (let since = 0; since <= imports.length; since++) {
          const mentioned = mentionedSince(connection, 'item', since).flatMap(([first, end]) =>
            Array.from({ length: end - first + 1 }, (_, index) => first + index),
          )
          const expected = [...last].filter(([, at]) => at >= since).map(([n]) => n)
          expect(mentioned).toEqual(expected.sort((one, other) => one - other))
        }
      }),
    )
    connection.close()
  })

  it('[C §3.1 deactivate] a base of an earlier version is brought up: its goods count as mentioned at its last change', async () => {
    const file = join(await temporaryFolder(), 'base.db')
    const worker = await catalogueWorker()
    const catalogue = await createCatalogue({ file, worker, clock: () => new Date('2025-11-20T12:00:00Z') })
    await catalogue.put([anItem({ id: 'a' }), anItem({ id: 'b' })])
    await catalogue.close()
    const older = openConnection(file, 1024)
    older.exec('drop table mentions')
    older.exec(`delete from kysely_migration where name = 'catalogue-0002-mentions'`)
    older.close()

    const again = await createCatalogue({ file, worker, clock: () => new Date('2025-11-20T13:00:00Z') })
    onTestFinished(() => again.close())
    const noon = Date.parse('2025-11-20T12:00:00Z') / 1000
    const name = 'mode=deactivate'
    expect((await again.deactivate({ since: noon, name })).counts).toMatchObject({
      item: { unchanged: 2, deactivated: 0 },
    })
    expect((await again.deactivate({ since: noon + 1, name })).counts).toEqual({})
  })
})
