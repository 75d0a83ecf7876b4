import { RETAIL_DEAL_TYPE } from '../contracts/ksup/deal-state.ts'
import type { Retail } from '../contracts/ksup/schema.ts'
import type { Journal } from '../journal/journal.ts'
import type { Replacement } from '../mappings/model.ts'
import { createTranslator, isHeld, noteMissing, type TranslatorTables } from '../mappings/translator.ts'
import type { KsupSystem } from '../../mocks/ksup/service.ts'

/** Receipts whose journal entry or whose deal is still awaited. */
const AWAITED = 1000

/** As a map that forgets its oldest member. */
function remember<Value>(map: Map<string, Value>, id: string, value: Value): void {
  map.set(id, value)
  if (map.size > AWAITED) map.delete(map.keys().next().value!)
}

export interface DealTypes extends KsupSystem {
  /** The journal has the exchange that brought a message, which may have been applied before. */
  entered(messageId: string, entry: number): Promise<void>
}

/**
 * The type of the deal that a receipt makes is «Розница» (D-94); КСУП may call it otherwise, by the mapping table
 * `ksup_deal_type`. A table without rows changes nothing.
 */
export function withDealTypes(
  ksup: KsupSystem,
  { mappings, journal }: { mappings: TranslatorTables; journal: Pick<Journal, 'annotate'> },
): DealTypes {
  const untold = new Map<string, Replacement[]>()
  const entries = new Map<string, number>()

  async function tell(messageId: string, replacements: Replacement[]): Promise<void> {
    const entry = entries.get(messageId) ?? null
    if (entry === null) remember(untold, messageId, replacements)
    else await journal.annotate(entry, replacements)
    await noteMissing(mappings, replacements, entry)
  }

  return {
    async entered(messageId, entry) {
      if (!mappings.inUse('ksup_deal_type')) return
      remember(entries, messageId, entry)
      const replacements = untold.get(messageId)
      if (!replacements) return
      untold.delete(messageId)
      await journal.annotate(entry, replacements)
    },

    async apply(message) {
      const { operation, body, messageId } = message
      const makesDeal = operation === 'ksup.retail' && (body as Retail).type === 'roznica'
      const translator = createTranslator(mappings, 'request')
      const found = makesDeal ? translator.toSite('ksup_deal_type', RETAIL_DEAL_TYPE, '/type') : null
      if (!found) return ksup.apply(message)
      await tell(messageId, translator.taken())
      if (isHeld(found))
        return {
          kind: 'refused',
          code: 'KS-VALIDATION',
          detail: `Тип сделки «${RETAIL_DEAL_TYPE}» не сопоставлен. Проверьте таблицу «Типы сделок КСУП».`,
        }
      return ksup.apply({ ...message, dealType: found.value ?? RETAIL_DEAL_TYPE })
    },
  }
}
