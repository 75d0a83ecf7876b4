import type { CmlPlace } from '../model.ts'
import type { CmlFindingId } from '../findings.ts'
import { IdSet } from './ids.ts'
import { detached } from './node.ts'
import type { CmlNotes } from './notes.ts'

export type Dictionary = 'group' | 'property' | 'priceType' | 'warehouse'

/** Different unresolved ids that are remembered for each dictionary; a file that names more is told about these. */
const PENDING_LIMIT = 10_000

const words = {
  group: { code: 'CML-DANGLING-GROUP', ru: 'Группы', en: 'group' },
  property: { code: 'CML-DANGLING-PROPERTY', ru: 'Свойства', en: 'property' },
  priceType: { code: 'CML-DANGLING-PRICE-TYPE', ru: 'Типа цены', en: 'price type' },
  warehouse: { code: 'CML-DANGLING-WAREHOUSE', ru: 'Склада', en: 'warehouse' },
} as const satisfies Record<Dictionary, { code: CmlFindingId; ru: string; en: string }>

interface Pending extends CmlPlace {
  record: string
  uses: number
}

class Uses {
  readonly defined = new IdSet()
  readonly pending = new Map<string, Pending>()
  changesOnly = false
}

/**
 * Which ids of dictionaries were used and never described. The description may stand behind the use (3.1 files put the
 * catalogue first), so that it is told at the end of the file, once for each id, at its first use. A dictionary that the
 * file does not carry is not missed.
 */
export class CmlReferences {
  private readonly of: Record<Dictionary, Uses> = {
    group: new Uses(),
    property: new Uses(),
    priceType: new Uses(),
    warehouse: new Uses(),
  }

  /** `changesOnly`: the dictionary holds changes, so that ids outside it are ordinary. */
  define(dictionary: Dictionary, id: string, changesOnly: boolean): void {
    const uses = this.of[dictionary]
    uses.defined.add(0, id)
    uses.changesOnly ||= changesOnly
  }

  use(dictionary: Dictionary, id: string, place: CmlPlace, record: string): void {
    const uses = this.of[dictionary]
    if (uses.defined.has(0, id)) return
    const before = uses.pending.get(id)
    if (before) before.uses++
    else if (uses.pending.size < PENDING_LIMIT) {
      const { line, column } = place
      uses.pending.set(detached(id), { line, column, record: detached(record), uses: 1 })
    }
  }

  tell(notes: CmlNotes): void {
    for (const dictionary of Object.keys(this.of) as Dictionary[]) {
      const { defined, pending, changesOnly } = this.of[dictionary]
      if (defined.size === 0 || defined.full) continue
      const { code, ru, en } = words[dictionary]
      for (const [id, { record, uses, ...place }] of pending) {
        if (defined.has(0, id)) continue
        notes.note(code, place, record, () => ({
          ru: `${ru} «${id}» в этом файле нет, хотя такие описания в нём есть (упоминаний: ${uses})`,
          en: `The file has no ${en} "${id}" though it describes others (named ${uses} times)`,
          value: id,
          ...(changesOnly ? { severity: 'info' } : {}),
        }))
      }
    }
  }
}
