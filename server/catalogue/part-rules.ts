import type {
  CmlCatalogue,
  CmlClassifier,
  CmlCounterparty,
  CmlGroup,
  CmlPackage,
  CmlPriceType,
  CmlProperty,
  CmlUnit,
  CmlWarehouse,
} from '../contracts/commerceml/model.ts'
import { numbersOf, type Loading } from './loading.ts'
import { createTally, type Shelf, type State, type Stored, type Tally } from './settle.ts'

type CountedPart = CmlGroup | CmlProperty | CmlUnit | CmlPriceType | CmlWarehouse | CmlCounterparty
type Head = CmlClassifier | CmlCatalogue | CmlPackage
export type Part = CountedPart | Head

/** Groups whose numbers are at hand; a file of more of them is looked up again. */
const GROUPS_REMEMBERED = 50_000

type PartRow = [n: number, known: number, active: number, change: number, detail: string]

/** The rules for everything that is small: dictionaries, groups, heads. They lie in one table. */
export interface PartRules {
  take(record: Part): void
  /** Number of a group; one that is not known gets a row that holds its place. */
  group(id: string): number
  tallies: ReadonlyMap<CountedPart['kind'], Tally<CountedPart>>
}

/** A unit may have blanks for an `Ид`, a counterparty none: then the next best thing tells them apart. */
function idOf(record: Part): string {
  if (record.kind === 'counterparty') return record.party.id || record.party.name
  if (record.kind === 'unit') return record.id || record.code || record.name
  return record.id
}
const nameOf = (record: Part): string => (record.kind === 'counterparty' ? record.party.name : record.name)

/** Content of a part: all that is not its identity, its place, or a word about the file that brought it. */
function detailOf(record: Part): string {
  const { kind: _kind, place: _place, ...rest } = record
  if ('changesOnly' in rest) rest.changesOnly = false
  if ('deleted' in rest) rest.deleted = false
  return JSON.stringify(rest)
}

export function createPartRules(loading: Loading): PartRules {
  const { connection, change } = loading
  const next = numbersOf(connection, 'parts')
  const groups = new Map<string, number>()
  const find = connection.statement<PartRow>(
    'select n, known, active, change, detail from parts where kind = ? and id = ?',
  )
  const insert = connection.statement(
    `insert into parts (n, kind, id, parent, name, known, active, change, line, col, detail)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const update = connection.statement(
    `update parts set parent = ?, name = ?, known = 1, active = ?, change = ?, line = ?, col = ?, detail = ? where n = ?`,
  )

  const stored = (record: Part): Stored | null => {
    const row = find.get(record.kind, idOf(record))
    return row
      ? { n: row[0], known: row[1] === 1, active: row[2] === 1, change: row[3], detail: row[4] }
      : null
  }
  const parentOf = (record: Part): string | null => (record.kind === 'group' ? record.parent : null)

  const put = {
    insert(record: Part, { active, change, detail }: State): number {
      const n = next()
      const { line, column } = record.place
      const id = idOf(record)
      insert.run(
        n,
        record.kind,
        id,
        parentOf(record),
        nameOf(record),
        1,
        active ? 1 : 0,
        change,
        line,
        column,
        detail,
      )
      return n
    },
    update(record: Part, { active, change, detail }: State, { n }: Stored): void {
      const { line, column } = record.place
      update.run(parentOf(record), nameOf(record), active ? 1 : 0, change, line, column, detail, n)
    },
  }

  const shelf = (kind: CountedPart['kind']): Shelf<CountedPart> => ({
    kind,
    find: stored,
    detail: detailOf,
    revives: () => true,
    ...put,
  })
  const kinds = ['group', 'property', 'unit', 'priceType', 'warehouse', 'counterparty'] as const
  const tallies = new Map(kinds.map((kind) => [kind, createTally(loading, shelf(kind))]))

  /** Heads say what a file is about; they are no records of a report. */
  function takeHead(record: Head): void {
    const current = stored(record)
    const state = { active: true, change, detail: detailOf(record) }
    if (!current) put.insert(record, state)
    else if (current.detail !== state.detail) put.update(record, state, current)
  }

  return {
    tallies,
    take(record) {
      if (record.kind === 'classifier' || record.kind === 'catalogue' || record.kind === 'package') {
        takeHead(record)
        // Units and prices of the module come in files without a classifier of their own: lists end where a head begins.
        for (const tally of tallies.values()) tally.nextList()
        return
      }
      const { line } = record.place
      tallies
        .get(record.kind)!
        .take(record, { id: idOf(record), name: nameOf(record), deleted: record.deleted, line })
    },
    group(id) {
      let n = groups.get(id) ?? find.get('group', id)?.[0]
      if (n === undefined) {
        n = next()
        insert.run(n, 'group', id, null, '', 0, 0, change, 0, 0, '')
      }
      if (groups.size >= GROUPS_REMEMBERED) groups.clear()
      groups.set(id, n)
      return n
    },
  }
}
