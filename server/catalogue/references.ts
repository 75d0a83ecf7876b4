import type { Connection } from './connection.ts'
import type { Notes } from './notes.ts'
import { unknownNote, type ReferenceKind } from './reasons.ts'

/** Different `Ид` that are remembered for a kind; a file that names more of them has no lack of warnings. */
const REMEMBERED = 50_000

type PartReference = Exclude<ReferenceKind, 'item'>

/** What records of a file refer to. Whether it exists is known at the end only: a file may describe it after its use. */
export interface References {
  use(kind: PartReference, id: string, line: number): void
  /** Notes what neither the file nor the base describes. */
  check(notes: Notes): void
}

export function createReferences(connection: Connection): References {
  const used: Record<PartReference, Map<string, { uses: number; line: number }>> = {
    group: new Map(),
    priceType: new Map(),
    warehouse: new Map(),
    property: new Map(),
  }
  return {
    use(kind, id, line) {
      const ids = used[kind]
      const known = ids.get(id)
      if (known) known.uses += 1
      else if (ids.size < REMEMBERED) ids.set(id, { uses: 1, line })
    },
    check(notes) {
      const known = connection.statement('select 1 from parts where kind = ? and id = ? and known = 1')
      for (const kind of Object.keys(used) as PartReference[])
        for (const [id, { uses, line }] of used[kind])
          if (!known.get(kind, id)) notes.note(unknownNote(kind, uses, { id, name: '', line }))
    },
  }
}
