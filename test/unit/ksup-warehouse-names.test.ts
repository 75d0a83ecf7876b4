import { describe, expect, it } from 'vitest'
import { priceStockAnswer } from '../../server/contracts/ksup/examples.ts'
import { renameWarehouses, withWarehouseNames } from '../../server/ksup/warehouse-names.ts'
import type { MappingRow, MappingTable, Replacement } from '../../server/mappings/model.ts'
import { createResolver } from '../../server/mappings/resolve.ts'
import type { UnmappedNote } from '../../server/mappings/unmapped.ts'
import type { PriceStockReply, WayToOnec } from '../../mocks/ksup/service.ts'
import { aRow, aTable, someTables } from './storage-factory.ts'

const shop = aRow({ id: 'shop', site_id: 'Магазин на Садовой', ref_1c: 'Магазинный' })
const partner = aRow({ id: 'partner', site_id: 'Склад партнёра', ref_1c: 'Внешний (аутсорс)' })

const toSiteOf = (rows: MappingRow[], policy: MappingTable['policy'] = { on: 'pass' }) => {
  const tables = someTables({ ksup_warehouse: aTable(rows, policy) })
  return createResolver(() => tables).toSite
}
const warehousesOf = ({ rows }: { rows: readonly { warehouse: string }[] }) =>
  rows.map(({ warehouse }) => warehouse)

describe('the names of an answer', () => {
  it('[D-102] are those of КСУП; each replacement is told once, at its first row', () => {
    const { answer, replacements } = renameWarehouses(priceStockAnswer, toSiteOf([shop, partner]))
    expect(warehousesOf(answer)).toEqual([
      'Магазин на Садовой',
      'Склад партнёра',
      'Магазин на Садовой',
      'Склад партнёра',
    ])
    const common = { kind: 'ksup_warehouse', part: 'response', direction: 'onec_to_site', outcome: 'mapped' }
    expect(replacements).toEqual([
      { ...common, pointer: '/rows/0/warehouse', from: 'Магазинный', to: 'Магазин на Садовой', row: 'shop' },
      {
        ...common,
        pointer: '/rows/1/warehouse',
        from: 'Внешний (аутсорс)',
        to: 'Склад партнёра',
        row: 'partner',
      },
    ])
    const own = priceStockAnswer.rows.map(({ warehouse: _, ...row }) => row)
    expect(answer.rows.map(({ warehouse: _, ...row }) => row)).toEqual(own)
  })

  it('[D-102] a name without a row passes unchanged, also when only one side of the row is filled', () => {
    const half = { ...partner, site_id: '' }
    const { answer, replacements } = renameWarehouses(priceStockAnswer, toSiteOf([shop, half]))
    expect(warehousesOf(answer).slice(0, 2)).toEqual(['Магазин на Садовой', 'Внешний (аутсорс)'])
    expect(replacements.map(({ outcome }) => outcome)).toEqual(['mapped', 'passed'])
  })

  it('an answer without rows needs no names', () => {
    const empty = { ...priceStockAnswer, rows: [] }
    expect(renameWarehouses(empty, toSiteOf([]))).toEqual({ answer: empty, replacements: [] })
  })
})

describe('the way to 1C', () => {
  const answered: PriceStockReply = { ok: true, answer: priceStockAnswer, entry: 7 }

  function bench(reply: PriceStockReply, toSite: ReturnType<typeof toSiteOf>) {
    const annotated: [entry: number, replacements: Replacement[]][] = []
    const noted: UnmappedNote[] = []
    const plain = { priceStock: async () => reply } as unknown as WayToOnec
    const way = withWarehouseNames(plain, {
      mappings: { toSite, noteUnmapped: async (notes) => void noted.push(...notes) },
      journal: { annotate: async (entry, replacements) => void annotated.push([entry, replacements]) },
    })
    return { ask: () => way.priceStock({ articles: ['TR-2041'] }), annotated, noted }
  }

  it('[D-102] lists a name without a row as not mapped, and the journal entry has what was replaced', async () => {
    const { ask, annotated, noted } = bench(answered, toSiteOf([shop]))
    expect(await ask()).toMatchObject({ ok: true, entry: 7 })
    expect(annotated).toMatchObject([[7, [{ from: 'Магазинный' }, { from: 'Внешний (аутсорс)' }]]])
    expect(noted).toEqual([
      {
        kind: 'ksup_warehouse',
        direction: 'onec_to_site',
        value: 'Внешний (аутсорс)',
        name: '',
        subject: null,
        entry: 7,
      },
    ])
  })

  it.each([
    ['a person wants a row for every name', [shop], { on: 'fail' }],
    [
      'two rows claim the name',
      [shop, partner, { ...partner, id: 'twin', site_id: 'Склад 2' }],
      { on: 'pass' },
    ],
  ] as const)('[D-102] %s: prices are refused, the warehouse is named', async (_what, rows, policy) => {
    const { ask } = bench(answered, toSiteOf([...rows], policy))
    expect(await ask()).toEqual({
      ok: false,
      code: 'KSUP-WAREHOUSE',
      message: expect.stringContaining('«Внешний (аутсорс)»') as string,
      entry: 7,
    })
  })

  it('a refusal of 1C is no matter of names', async () => {
    const refused: PriceStockReply = { ok: false, code: 'KS-LOCK', message: 'Занято', entry: 8 }
    const { ask, annotated, noted } = bench(refused, toSiteOf([]))
    expect(await ask()).toEqual(refused)
    expect([annotated, noted]).toEqual([[], []])
  })
})
