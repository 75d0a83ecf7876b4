import type { PriceStockAnswer } from '../contracts/ksup/price-stock-messages.ts'
import type { Journal } from '../journal/journal.ts'
import type { Mappings, Resolver } from '../mappings/mappings.ts'
import type { Replacement } from '../mappings/model.ts'
import type { PriceStockReply, WayToOnec } from '../../mocks/ksup/service.ts'

/**
 * Warehouses go by their names, and КСУП has others than 1C (D-102): the server puts an answer of 1C into the words of КСУП,
 * by the mapping table `ksup_warehouse`. A name without a row goes on as it is and is listed as not mapped, unless a person
 * decides otherwise.
 */

export interface Renamed {
  answer: PriceStockAnswer
  /** One for each name, at the first row that has it. */
  replacements: Replacement[]
}

/** The answer with the warehouses as КСУП calls them; a name that nothing answers for stays. */
export function renameWarehouses(answer: PriceStockAnswer, toSite: Resolver['toSite']): Renamed {
  const places = new Map<string, number>()
  for (const [place, { warehouse }] of answer.rows.entries())
    if (!places.has(warehouse)) places.set(warehouse, place)
  const replacements = [...places].map(([from, place]): Replacement => {
    const { outcome, value, row } = toSite('ksup_warehouse', from)
    return {
      kind: 'ksup_warehouse',
      pointer: `/rows/${place}/warehouse`,
      part: 'response',
      direction: 'onec_to_site',
      from,
      to: value,
      outcome,
      row: row?.id ?? null,
    }
  })
  const names = new Map(replacements.map(({ from, to }) => [from, to]))
  const rows = answer.rows.map((row) => ({ ...row, warehouse: names.get(row.warehouse) ?? row.warehouse }))
  return { answer: { ...answer, rows }, replacements }
}

const isHeld = ({ outcome }: Replacement): boolean =>
  outcome === 'unmapped' || outcome === 'conflict' || outcome === 'broken'

const notMapped = (held: readonly Replacement[], entry: number | null): PriceStockReply => ({
  ok: false,
  code: 'KSUP-WAREHOUSE',
  message: `склад без соответствия в КСУП: ${held.map(({ from }) => `«${from}»`).join(', ')}. Проверьте таблицу «Склады КСУП».`,
  entry,
})

export interface WarehouseNamesDeps {
  mappings: Pick<Mappings, 'toSite' | 'noteUnmapped'>
  journal: Pick<Journal, 'annotate'>
}

/** The way to 1C whose answers name warehouses as КСУП does; what was replaced stands in their journal entries. */
export function withWarehouseNames(way: WayToOnec, { mappings, journal }: WarehouseNamesDeps): WayToOnec {
  async function record(replacements: Replacement[], entry: number | null): Promise<void> {
    if (entry !== null && replacements.length > 0) await journal.annotate(entry, replacements)
    await mappings.noteUnmapped(
      replacements
        .filter(({ outcome }) => outcome === 'passed' || outcome === 'unmapped')
        .map(({ kind, direction, from }) => ({
          kind,
          direction,
          value: from,
          name: '',
          subject: null,
          entry,
        })),
    )
  }

  return {
    ...way,
    async priceStock(request) {
      const reply = await way.priceStock(request)
      if (!reply.ok) return reply
      const { answer, replacements } = renameWarehouses(reply.answer, mappings.toSite)
      await record(replacements, reply.entry)
      const held = replacements.filter(isHeld)
      return held.length > 0 ? notMapped(held, reply.entry) : { ...reply, answer }
    },
  }
}
