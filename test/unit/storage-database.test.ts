import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { sql, type QueryExecutorProvider } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase, type AreaMigrations, type Database } from '../../server/storage/database.ts'
import { temporaryFolder } from './storage-factory.ts'

type NoteTables = { note: { id: number; body: unknown; size: number } }

const notes = (...more: AreaMigrations['steps']): AreaMigrations => ({
  area: 'notes',
  steps: [
    {
      id: 1,
      name: 'start',
      async up(db) {
        await sql`create table note (id integer primary key, body any, size integer not null default 0) strict`.execute(
          db,
        )
      },
    },
    ...more,
  ],
})

const open = async (file: string, ...areas: AreaMigrations[]): Promise<Database> => {
  const db = await openDatabase(file, areas)
  onTestFinished(() => db.destroy())
  return db
}

const count = async (db: QueryExecutorProvider) =>
  Number((await sql<{ n: number }>`select count(*) as n from note`.execute(db)).rows[0]!.n)

describe('parameters', () => {
  it('stores what SQLite knows and gives bytes back as Uint8Array', async () => {
    const db = (await open(':memory:', notes())).withTables<NoteTables>()
    const kept = [
      null,
      'текст',
      12.5,
      -0.25,
      2 ** 53,
      new Uint8Array([0, 255]),
      Buffer.from('ab'),
      new Uint8Array(),
    ]
    for (const body of kept)
      await db
        .insertInto('note')
        .values({ body, size: 0, id: kept.indexOf(body) })
        .execute()
    const read = await db.selectFrom('note').select('body').orderBy('id').execute()
    expect(read.map(({ body }) => body)).toEqual(
      kept.map((body) => (body instanceof Uint8Array ? new Uint8Array(body) : body)),
    )
    expect(read[5]!.body).toBeInstanceOf(Uint8Array)
  })

  it.each([
    ['boolean', true],
    ['undefined', undefined],
    ['object', { a: 1 }],
    ['object', new Date(0)],
    ['object', [1]],
    ['NaN', Number.NaN],
    ['number', Infinity],
    ['bigint', 2n ** 63n],
    ['text with U+0000', 'a\0b'],
  ])('refuses %s and names the parameter instead of losing the process or the value', async (kind, body) => {
    const db = await open(':memory:', notes())
    const query = sql`insert into note (size, body) values (${1}, ${body})`
    await expect(query.execute(db)).rejects.toThrow(`Parameter 2 cannot be stored, it is ${kind}`)
    expect(await count(db)).toBe(0)
  })

  it('keeps any text that it accepts unchanged', async () => {
    const db = await open(':memory:')
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const query = sql<{ text: string }>`select ${text} as text`.execute(db)
        if (text.includes('\0')) await expect(query).rejects.toThrow(TypeError)
        else expect((await query).rows[0]!.text).toBe(text)
      }),
    )
  })
})

describe('transactions', () => {
  it('takes all of it or nothing', async () => {
    const db = (await open(':memory:', notes())).withTables<NoteTables>()
    const half = db.transaction().execute(async (trx) => {
      await trx.insertInto('note').values({ id: 1, body: 'a', size: 0 }).execute()
      throw new Error('half-way')
    })
    await expect(half).rejects.toThrow('half-way')
    expect(await count(db)).toBe(0)
  })

  it('takes the write lock at the start, so that another connection cannot come in between', async () => {
    const file = join(await temporaryFolder(), 'obmen.db')
    const first = await open(file, notes())
    const second = await open(file, notes())
    await sql`pragma busy_timeout = 0`.execute(second)
    await first.transaction().execute(async () => {
      await expect(sql`insert into note (body) values ('b')`.execute(second)).rejects.toThrow('locked')
      await expect(second.transaction().execute(async () => {})).rejects.toThrow('locked')
    })
    expect(await count(first)).toBe(0)
  })

  it.each([
    ['a write', (db: Database) => sql`insert into note (body) values ('x')`.execute(db)],
    [
      'a write that answers',
      (db: Database) => sql`insert into note (body) values ('x') returning id`.execute(db),
    ],
    [
      'a write in a with',
      (db: Database) => sql`with a as (select 1) insert into note (body) select 1 from a`.execute(db),
    ],
    ['a transaction', (db: Database) => db.transaction().execute(async () => {})],
  ])('after %s met a lock, the next ones are committed at once', async (_, write) => {
    const file = join(await temporaryFolder(), 'obmen.db')
    const ours = await open(file, notes())
    const other = await open(file, notes())
    await sql`pragma busy_timeout = 0`.execute(ours)
    await other.transaction().execute(async () => {
      await expect(write(ours)).rejects.toThrow('locked')
    })
    await sql`insert into note (body) values ('kept')`.execute(ours)
    expect(await count(other)).toBe(1)
  })

  it('a write that breaks a rule leaves no transaction open', async () => {
    const db = await open(':memory:', notes())
    await sql`insert into note (id) values (1)`.execute(db)
    await expect(sql`insert into note (id) values (1)`.execute(db)).rejects.toThrow('UNIQUE')
    await sql`insert into note (id) values (2)`.execute(db)
    expect(await count(db)).toBe(2)
    await db.transaction().execute(async () => {})
  })
})

describe('statements that are run again', () => {
  it('read tables as they have become', async () => {
    const db = await open(':memory:', notes())
    const everything = sql<{ author?: string }>`select * from note`
    await sql`insert into note (id) values (1)`.execute(db)
    expect(Object.keys((await everything.execute(db)).rows[0]!)).toEqual(['id', 'body', 'size'])
    await sql`alter table note add column author text default 'я'`.execute(db)
    expect((await everything.execute(db)).rows[0]!.author).toBe('я')
  })

  it('work after a refusal, whatever their values were before', async () => {
    const db = await open(':memory:', notes())
    const add = (id: number, body: string | null) =>
      sql`insert into note (id, body) values (${id}, ${body})`.execute(db)
    await add(1, 'первая')
    await expect(add(1, 'вторая')).rejects.toThrow(/UNIQUE/)
    await add(2, null)
    const { rows } = await sql`select id, body from note order by id`.execute(db)
    expect(rows).toEqual([
      { id: 1, body: 'первая' },
      { id: 2, body: null },
    ])
  })

  it('are right when there are more texts than are kept', async () => {
    const db = await open(':memory:', notes())
    await sql`insert into note (id) values (1)`.execute(db)
    for (const round of [1, 2])
      for (let number = 0; number < 300; number++) {
        const { rows } = await sql`select ${sql.lit(number)} + ${round} as sum from note`.execute(db)
        expect(rows).toEqual([{ sum: number + round }])
      }
  })
})

describe('migrations', () => {
  const second = {
    id: 2,
    name: 'author',
    up: async (db: Database) => void (await sql`alter table note add author text`.execute(db)),
  }

  it('runs each step once, keeps the data, and lets areas grow apart', async () => {
    const file = join(await temporaryFolder(), 'obmen.db')
    const old = await openDatabase(file, [notes()])
    await sql`insert into note (body) values ('kept')`.execute(old)
    await old.destroy()

    const early: AreaMigrations = { area: 'early', steps: [{ id: 1, name: 'nothing', up: async () => {} }] }
    const db = await open(file, early, notes(second))
    expect((await sql`select body, author from note`.execute(db)).rows).toEqual([
      { body: 'kept', author: null },
    ])
  })

  it('leaves the database as it was when a step fails', async () => {
    const file = join(await temporaryFolder(), 'obmen.db')
    await (await openDatabase(file, [notes()])).destroy()
    const failing = {
      ...second,
      async up(db: Database) {
        await second.up(db)
        throw new Error('step failed')
      },
    }
    await expect(openDatabase(file, [notes(failing)])).rejects.toThrow('step failed')
    const db = await open(file, notes(second))
    expect((await sql`select author from note`.execute(db)).rows).toEqual([])
  })

  it('refuses a database of a newer program with its step, untouched', async () => {
    const file = join(await temporaryFolder(), 'obmen.db')
    await (await openDatabase(file, [notes(second)])).destroy()
    const before = await readFile(file)
    await expect(openDatabase(file, [notes()])).rejects.toMatchObject({
      code: 'DATABASE-NEWER',
      text: { en: expect.stringContaining('notes-0002-author') as string },
    })
    expect(await readFile(file)).toEqual(before)
  })

  it('refuses a file that is no database, untouched', async () => {
    const file = join(await temporaryFolder(), 'obmen.db')
    await writeFile(file, 'not a database, but long enough to look at: '.repeat(20))
    const before = await readFile(file)
    await expect(openDatabase(file, [notes()])).rejects.toMatchObject({ code: 'DATABASE-UNREADABLE' })
    expect(await readFile(file)).toEqual(before)
  })
})

it('writes ahead and leaves no log behind when it is closed', async () => {
  const file = join(await temporaryFolder(), 'obmen.db')
  const db = await openDatabase(file, [notes()])
  for (let id = 1; id <= 50; id += 1) {
    await sql`insert into note (body) values (${'x'.repeat(1000)})`.execute(db)
    await sql`select * from note`.execute(db)
  }
  expect((await stat(`${file}-wal`)).size).toBeGreaterThan(0)
  await db.destroy()
  const left = await stat(`${file}-wal`).catch(() => ({ size: 0 }))
  expect(left.size).toBe(0)
})
