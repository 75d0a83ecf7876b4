import type { Replacement } from '../../server/mappings/model.ts'
import {
  createTranslator,
  isHeld,
  noteMissing,
  type Translator,
  type TranslatorTables,
} from '../../server/mappings/translator.ts'
import type { Journal } from '../../server/journal/journal.ts'

/**
 * What the site calls the statuses, price types and warehouses of 1C: by the mapping tables `cml_order_status` (commerceml
 * 10.1), `cml_price_type` and `cml_warehouse`. «Соответствие статусов» of a node goes before the common table. A table
 * without rows changes nothing.
 */

export interface Correspondence {
  /**
   * The status of 1C.
   * @param written what the site has written, in the order in which it is looked up: text, id, text without the id
   * @returns `null` when the table has none for it, or is empty
   * @throws StatusRefused when the table refuses the status
   */
  statusOfSite(written: readonly string[], pointer: string): string | null
  /** The status of the site; `''`: it has none. */
  statusOfOnec(status: string, pointer: string): string
  /** The id of the site; `null` when the table refuses the value, which is then left out of the file. */
  priceType(id: string): string | null
  warehouse(id: string): string | null
  /** Tells the journal of what was done, at the exchange that carried it. */
  tell(entry: number | null): Promise<void>
}

/** The policy of the table refuses a status without a row. */
export class StatusRefused extends Error {
  override readonly name = 'StatusRefused'
}

const places = {
  cml_price_type: '/КоммерческаяИнформация/ПакетПредложений/ТипыЦен/ТипЦены/Ид',
  cml_warehouse: '/КоммерческаяИнформация/ПакетПредложений/Склады/Склад/Ид',
} as const

/** @param part where the values stand: orders come in a response, files go in a request */
export function createCorrespondence(
  tables: TranslatorTables | null,
  journal: Pick<Journal, 'annotate'>,
  part: Replacement['part'],
): Correspondence {
  const translator: Translator | null = tables && createTranslator(tables, part)

  function ofFile(kind: keyof typeof places, id: string): string | null {
    const resolution = translator?.toSite(kind, id, places[kind])
    if (!resolution) return id
    return isHeld(resolution) ? null : (resolution.value ?? id)
  }

  return {
    statusOfSite(written, pointer) {
      const candidates = written.filter((text) => text !== '')
      const [shown] = candidates
      if (!translator || !tables || shown === undefined) return null
      const known = candidates.find((text) => tables.toOnec('cml_order_status', text).outcome === 'mapped')
      const resolution = translator.toOnec('cml_order_status', known ?? shown, pointer)
      if (resolution && isHeld(resolution)) throw new StatusRefused(shown)
      return resolution && resolution.outcome !== 'passed' ? resolution.value : null
    },
    statusOfOnec(status, pointer) {
      const resolution = translator?.toSite('cml_order_status', status, pointer)
      if (!resolution || isHeld(resolution) || resolution.outcome === 'passed') return ''
      return resolution.value ?? ''
    },
    priceType: (id) => ofFile('cml_price_type', id),
    warehouse: (id) => ofFile('cml_warehouse', id),
    async tell(entry) {
      const replacements = translator?.taken() ?? []
      if (replacements.length === 0) return
      if (entry !== null) await journal.annotate(entry, replacements)
      if (tables) await noteMissing(tables, replacements, entry)
    },
  }
}
