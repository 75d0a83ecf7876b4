import { randomBytes } from 'node:crypto'
import { readdir, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExchangeDraft } from '../../server/journal/journal.ts'
import { anExchange, journalBench, type JournalBench } from './journal-bench.ts'

let bench: JournalBench
beforeEach(async () => {
  bench = await journalBench()
})
afterEach(() => bench.close())

const record = (given: Partial<ExchangeDraft> = {}) => bench.journal.record(anExchange(given))
const found = async (q: string) =>
  (await bench.journal.page({ q, limit: 500 })).rows.map(({ id }) => id).reverse()
const none = { days: 0, entries: 0, megabytes: 0 }

describe('removal', () => {
  it('puts entries out of sight until they are brought back, also after a reopening', async () => {
    const [a, b, c] = [await record(), await record(), await record()]
    const { removed, deletion } = await bench.journal.remove([a, c])
    expect(removed).toBe(2)
    expect(await found('')).toEqual([b])
    expect(await found('is:removed')).toEqual([a, c])
    expect(await bench.journal.count()).toBe(1)
    await bench.reopen()
    expect(await found('мяч')).toEqual([b])
    expect(await bench.journal.deletions()).toMatchObject([{ id: deletion, entries: 2 }])
    expect(await bench.journal.restore(deletion!)).toBe(2)
    expect(await found('')).toEqual([a, b, c])
    await expect(bench.journal.restore(deletion!)).rejects.toMatchObject({ code: 'JOURNAL-DELETION-UNKNOWN' })
  })

  it('spares what is pinned, and what is removed already', async () => {
    const [a, b] = [await record(), await record()]
    await bench.journal.pin([a], true)
    expect(await bench.journal.remove([a, b])).toMatchObject({ removed: 1 })
    expect(await bench.journal.remove([a, b])).toEqual({ removed: 0, deletion: null })
    await bench.reopen()
    expect(await found('is:pinned')).toEqual([a])
    await bench.journal.pin([a], false)
    expect(await found('is:pinned')).toEqual([])
  })
})

describe('what the settings do not keep', () => {
  it('goes: the oldest beyond a number, pinned ones never', async () => {
    const ids = []
    for (let i = 0; i < 6; i += 1) ids.push(await record())
    await bench.journal.pin([ids[0]!], true)
    await bench.journal.index()
    expect(await bench.journal.tidy({ ...none, entries: 3 })).toBe(3)
    expect(await found('')).toEqual([ids[0], ids[4], ids[5]])
    expect(await found('мяч')).toEqual([ids[0], ids[4], ids[5]])
    expect(await bench.journal.entry(ids[1]!)).toBeNull()
    await bench.reopen()
    expect(await found('')).toEqual([ids[0], ids[4], ids[5]])
  })

  it('goes by age, also an old entry that was read from a file later', async () => {
    const today = await record({ at: new Date('2026-11-26T11:00:00Z') })
    await record({ at: new Date('2026-11-20T11:00:00Z'), source: 'har' })
    expect(await bench.journal.tidy({ ...none, days: 2 })).toBe(1)
    expect(await found('')).toEqual([today])
  })

  it('goes by size', async () => {
    for (let i = 0; i < 5; i += 1) await record({ request: randomBytes(500_000) })
    const last = await record({ request: randomBytes(500_000) })
    expect(await bench.journal.tidy({ ...none, megabytes: 2 })).toBeGreaterThanOrEqual(2)
    expect(await found('')).toContain(last)
  })

  it('is nothing without bounds; what was removed goes after a day', async () => {
    const [a, b] = [await record(), await record()]
    await bench.journal.remove([a])
    expect(await bench.journal.tidy(none)).toBe(0)
    bench.now.at = new Date('2026-11-27T12:00:01Z')
    expect(await bench.journal.tidy(none)).toBe(1)
    expect(await bench.journal.entry(a)).toBeNull()
    expect(await found('')).toEqual([b])
    expect(await bench.journal.deletions()).toEqual([])
  })

  it('takes the bodies along that nobody else has, and none that is fresh', async () => {
    const [shared, alone] = [randomBytes(50_000), randomBytes(50_000)]
    const a = await record({ request: shared, response: alone })
    const b = await record({ request: shared })
    const files = async () => {
      const list = []
      for await (const file of bench.bodies.list()) list.push(file)
      return list
    }
    await bench.journal.pin([b], true)
    bench.now.at = new Date()
    await bench.journal.tidy({ ...none, entries: 1 })
    expect(await bench.journal.entry(a)).toBeNull()
    expect(await files()).toHaveLength(2)
    bench.now.at = new Date(Date.now() + 7200_000)
    await record()
    await bench.journal.tidy({ ...none, entries: 1 })
    expect(await files()).toHaveLength(1)
    expect(Buffer.from((await bench.journal.body(b, 'request'))!.bytes).equals(shared)).toBe(true)
    // The same array given again is stored again.
    const again = await record({ response: alone })
    expect(Buffer.from((await bench.journal.body(again, 'response'))!.bytes).equals(alone)).toBe(true)
  })
})

describe('compaction', () => {
  it('keeps equal bodies once, packed, byte for byte, and gives space back', async () => {
    const text = Buffer.from(
      JSON.stringify({ name: 'Болт М8 оцинкованный', rows: Array.from({ length: 900 }, (_, i) => i) }),
    )
    const ids = []
    for (let i = 0; i < 300; i += 1)
      ids.push(await record({ request: text, response: Buffer.from(`{"n":${i}}`) }))
    await bench.journal.index()
    const { freedBytes, problems } = await bench.journal.compact()
    expect(freedBytes).toBeGreaterThan(300 * text.length * 0.5)
    expect(problems).toEqual([])
    const { rows } = await sql<{ n: number }>`select count(*) as n from journal_body`.execute(bench.db)
    expect(rows).toEqual([{ n: 1 }])
    for (const id of [ids[0]!, ids.at(-1)!])
      expect(Buffer.from((await bench.journal.body(id, 'request'))!.bytes).equals(text)).toBe(true)
    const streamed = await bench.journal.bodyStream(ids[5]!, 'request')
    const chunks = []
    for await (const chunk of streamed!.stream) chunks.push(chunk as Buffer)
    expect(Buffer.concat(chunks).equals(text)).toBe(true)
    expect(await found('оцинкованный')).toHaveLength(300)
    expect((await bench.journal.entry(ids[0]!))!.request!.text).toContain('Болт М8')
    // An entry that was recorded after it is packed by the next one.
    await record({ request: text })
    await bench.journal.compact()
    expect(await found('оцинкованный')).toHaveLength(301)
  })

  it('tells which entries have lost their body, or have a damaged one', async () => {
    const missing = await record({ request: randomBytes(40_000) })
    const [folder] = await readdir(join(bench.folder, 'bodies'))
    await rm(join(bench.folder, 'bodies', folder!), { recursive: true })
    expect((await bench.journal.health()).problems).toMatchObject([
      { code: 'BODY-MISSING', entries: [missing] },
    ])
    const damaged = await record({ request: randomBytes(40_000) })
    const [other] = await readdir(join(bench.folder, 'bodies'))
    const [name] = await readdir(join(bench.folder, 'bodies', other!))
    const file = join(bench.folder, 'bodies', other!, name!)
    await import('node:fs/promises').then(({ writeFile }) => writeFile(file, 'x'))
    await utimes(file, 0, 0)
    expect((await bench.journal.health()).problems).toHaveLength(1)
    expect((await bench.journal.health(true)).problems).toMatchObject([
      { code: 'BODY-MISSING', entries: [missing] },
      { code: 'BODY-DAMAGED', entries: [damaged] },
    ])
  })
})
