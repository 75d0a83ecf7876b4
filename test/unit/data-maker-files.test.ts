import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { fillings } from '../../server/data-maker/filling/fillings.ts'
import { kinds } from '../../server/data-maker/kinds.ts'
import { makeFile, previewOf } from '../../server/data-maker/make.ts'
import { kindIds, sideIds, type KindId, type MakeInput } from '../../server/data-maker/model.ts'
import { taskOf } from '../../server/data-maker/task.ts'

async function bytesOf(input: MakeInput): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of makeFile(taskOf(input))) pieces.push(piece)
  return Buffer.concat(pieces)
}

const textOf = async (input: MakeInput): Promise<string> => (await bytesOf(input)).toString('utf8')

/** First bytes of SHA-256 of forty of seed 7 in the default form. A change here changes everybody's made data: say so in the changelog. */
const golden: Record<KindId, string> = {
  companies: '2599360a1f367a9b',
  people: '7edff45180223e40',
  items: 'fca3465cb053bbe3',
  stock: 'd48ef7deddc06092',
  'site-orders': 'a8f1d390a8861819',
  'ksup-orders': '2cc75a6f2f035fee',
  'ksup-incomes': '1b04c94a837c04cd',
  'regate-bookings': '044485bedef03325',
  'bank-statement': '5a81d0e19cc37b7f',
  'commerceml-import': '585b68150c6b4392',
  'commerceml-offers': 'b147f1193d814814',
  'mapping-rows': '729a2c4430b49e9a',
}

it.each(kindIds)('%s: the same seed makes the same bytes on any machine', async (kind) => {
  const bytes = await bytesOf({ kind, count: 40, seed: 7 })
  expect(createHash('sha256').update(bytes).digest('hex').slice(0, 16)).toBe(golden[kind])
})

it.each(kindIds.filter((kind) => kinds[kind].formats.includes('jsonl')))(
  '%s: a longer run begins with the shorter one, another seed makes something else',
  async (kind) => {
    const make = (count: number, seed: number) => textOf({ kind, count, seed, format: 'jsonl' })
    const [short, long, other] = [await make(30, 5), await make(90, 5), await make(30, 6)]
    expect(long.startsWith(short)).toBe(true)
    expect(long.length).toBeGreaterThan(short.length)
    expect(other).not.toBe(short)
  },
)

it('a JSON array and JSON lines hold the same; CSV opens in Excel: BOM, semicolons, a decimal comma', async () => {
  const input = { kind: 'items', count: 25, seed: 3 } as const
  const lines = (await textOf({ ...input, format: 'jsonl' })).trimEnd().split('\n')
  expect(JSON.parse(await textOf({ ...input, format: 'json' }))).toEqual(
    lines.map((line) => JSON.parse(line) as unknown),
  )
  const csv = await textOf({ ...input, format: 'csv' })
  expect(csv.startsWith('\uFEFFАртикул;Наименование;')).toBe(true)
  const rows = csv.trimEnd().split('\r\n')
  expect(rows).toHaveLength(26)
  const { price_kopecks } = JSON.parse(lines[0]!) as { price_kopecks: number }
  expect(rows[1]).toContain(`;${String(price_kopecks / 100).replace('.', ',')};`)
})

it('the preview is the beginning of the file: fifty rows at most', async () => {
  const task = taskOf({ kind: 'companies', count: 1_000_000, seed: 1, format: 'csv' })
  const { columns, rows, sample } = await previewOf(task)
  expect(rows).toHaveLength(50)
  expect(rows.every((row) => row.length === columns.length)).toBe(true)
  const text = await textOf({ kind: 'companies', count: 3, seed: 1, format: 'csv' })
  expect(text.replace('\uFEFF', '')).toBe(sample)
})

it('a file of any size is made while it is read', async () => {
  let bytes = 0
  for await (const piece of makeFile(taskOf({ kind: 'companies', count: 5_000_000, seed: 1 }))) {
    bytes += piece.length
    if (bytes > 1_000_000) break
  }
  expect(bytes).toBeLessThan(1_500_000)
})

it('what is put where is said in one table and in the kinds alike', () => {
  for (const kind of kindIds)
    expect([kind, sideIds.filter((side) => fillings[side][kind] !== undefined).sort()]).toEqual([
      kind,
      [...kinds[kind].into].sort(),
    ])
})

it.each([
  [{ kind: 'companies', count: 0, seed: 1 }, 'MAKE-NUMBER'],
  [{ kind: 'companies', count: 1.5, seed: 1 }, 'MAKE-NUMBER'],
  [{ kind: 'bank-statement', count: 10_001, seed: 1 }, 'MAKE-NUMBER'],
  [{ kind: 'companies', count: 1, seed: -1 }, 'MAKE-NUMBER'],
  [{ kind: 'companies', count: 1, seed: 1, options: { entrepreneurs: 101 } }, 'MAKE-NUMBER'],
  [{ kind: 'companies', count: 1, seed: 1, options: { trade: 'all' } }, 'MAKE-OPTION'],
  [{ kind: 'items', count: 1, seed: 1, options: { trade: 'fish' } }, 'MAKE-OPTION'],
  [{ kind: 'companies', count: 1, seed: 1, format: 'xml' }, 'MAKE-FORMAT'],
  [{ kind: 'site-orders', count: 1, seed: 1, from: '2026-02-30', to: '2026-03-01' }, 'MAKE-PERIOD'],
  [{ kind: 'site-orders', count: 1, seed: 1, from: '2026-03-02', to: '2026-03-01' }, 'MAKE-PERIOD'],
  [{ kind: 'bank-statement', count: 1, seed: 1, options: { partial: 60, split: 60 } }, 'MAKE-SHARES'],
] satisfies [MakeInput, string][])('%o is refused with %s and a remedy', (input, code) => {
  expect(() => taskOf(input)).toThrow(expect.objectContaining({ code }) as Error)
})
