import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { baseAreas, keptOut, recordAreas } from '../../server/database-areas.ts'
import { fieldDifferences } from '../../server/snapshots/field-differences.ts'
import { bases, baseTables } from '../../server/snapshots/objects.ts'
import { openDatabase, type AreaMigrations } from '../../server/storage/database.ts'

/** Tables that areas make, with the columns of their primary keys. */
async function tablesOf(areas: readonly AreaMigrations[]): Promise<Map<string, string[]>> {
  const db = await openDatabase(':memory:', areas)
  try {
    const { rows } = await sql<{ name: string; key: string }>`
      select t.name, (select group_concat(name) from pragma_table_info(t.name) where pk > 0) as key
      from sqlite_master t where t.type = 'table' and t.name not like 'sqlite%' and t.name not like 'kysely%'
    `.execute(db)
    return new Map(rows.map(({ name, key }) => [name, key?.split(',') ?? []]))
  } finally {
    await db.destroy()
  }
}

it('every table of a base is in snapshots, under words of its own and with a key to compare by', async () => {
  const tables = await tablesOf(baseAreas)
  expect([...baseTables, ...keptOut].sort()).toEqual([...tables.keys()].sort())
  for (const table of baseTables) expect(tables.get(table)?.length, table).toBeGreaterThan(0)
  for (const { title, objects } of bases) {
    const titles = Object.values(objects).map((words) => words.title.ru)
    expect(new Set(titles).size, title.ru).toBe(titles.length)
  }
})

it('no area is both a base and a record', () => {
  const areas = [...baseAreas, ...recordAreas].map(({ area }) => area)
  expect(new Set(areas).size).toBe(areas.length)
})

it('columns of JSON are compared by what they say, and told by the place that differs', () => {
  const columns = ['number', 'own_json', 'bytes']
  const row = (own: string, number = '1') => ({ number, own_json: own, bytes: new Uint8Array([1]).buffer })
  const differ = (before: string, after: string) => fieldDifferences(columns, row(before), row(after))
  expect(differ('{"a": 1, "b": [1, 2]}', '{"b":[1,2],"a":1}')).toEqual([])
  expect(differ('{"a":{"inn":"1"},"b":[1]}', '{"a":{"inn":"2"},"b":[1,3],"c":null}')).toEqual([
    { field: 'own.a.inn', before: '1', after: '2' },
    { field: 'own.b[2]', before: null, after: '3' },
    { field: 'own.c', before: null, after: null },
  ])
  expect(fieldDifferences(columns, null, row('{}'))).toMatchObject([
    { field: 'number', before: null, after: '1' },
    { field: 'own', after: '{}' },
    { field: 'bytes', after: expect.stringMatching(/^1 B, sha256/) as string },
  ])
})
