import { fieldDifferences } from './field-differences.ts'
import type { DifferenceKind, DifferencePage, KindDifferences, ObjectDifference } from './model.ts'
import { relationsOf, type Relation, type State } from './relations.ts'
import { breathe, connect, type Connection, type Row } from './sqlite.ts'

/** Files of one state: of a snapshot, or of the workspace. */
export interface StateFiles {
  bases: string
  'catalogue-site': string
  'catalogue-onec': string
}

interface Pair {
  before: Row | null
  after: Row | null
}

const whatOf = ({ before, after }: Pair): DifferenceKind =>
  before === null ? 'added' : after === null ? 'removed' : 'changed'

/** Opens both states as they are at one moment. */
async function withStates<Result>(
  before: StateFiles,
  after: StateFiles,
  work: (connection: Connection, before: State, after: State) => Promise<Result>,
): Promise<Result> {
  const connection = connect(':memory:')
  const attach = (prefix: string, files: StateFiles): State => {
    const at = (name: keyof StateFiles): string => {
      const schema = `${prefix}_${name.replace('-', '_')}`
      connection.run(`attach database ? as ${schema}`, files[name])
      return schema
    }
    return {
      bases: at('bases'),
      'catalogue-site': at('catalogue-site'),
      'catalogue-onec': at('catalogue-onec'),
    }
  }
  try {
    const was = attach('before', before)
    const is = attach('after', after)
    return await connection.transaction('deferred', () => work(connection, was, is))
  } finally {
    connection.close()
  }
}

/** Objects of one kind that differ, by key. A column of JSON that is only written otherwise is no difference. */
function pairsOf(connection: Connection, relation: Relation, before: State, after: State): Map<string, Pair> {
  const pairs = new Map<string, Pair>()
  const only = (one: State, other: State): Row[] =>
    connection.rows(`${relation.of(one)} except ${relation.of(other)}`)
  const keyOf = (row: Row): string => relation.key.map((column) => String(row[column])).join(' / ')
  for (const row of only(before, after)) pairs.set(keyOf(row), { before: row, after: null })
  for (const row of only(after, before)) {
    const key = keyOf(row)
    const was = pairs.get(key)?.before ?? null
    if (was && fieldDifferences(relation.columns, was, row).length === 0) pairs.delete(key)
    else pairs.set(key, { before: was, after: row })
  }
  return pairs
}

/** How many objects of each kind differ; kinds without a difference are not told. */
export function countDifferences(before: StateFiles, after: StateFiles): Promise<KindDifferences[]> {
  return withStates(before, after, async (connection, was, is) => {
    const found: KindDifferences[] = []
    for (const relation of relationsOf(connection, was, is)) {
      const counts = { added: 0, changed: 0, removed: 0 }
      for (const pair of pairsOf(connection, relation, was, is).values()) counts[whatOf(pair)] += 1
      const { kind, base, title } = relation
      if (counts.added + counts.changed + counts.removed > 0) found.push({ kind, base, title, ...counts })
      await breathe()
    }
    return found
  })
}

export interface DifferenceQuery {
  kind?: string | undefined
  what?: DifferenceKind | undefined
  text?: string | undefined
  offset: number
  limit: number
}

function objectOf({ kind, base, title, columns, name }: Relation, key: string, pair: Pair): ObjectDifference {
  const row = (pair.after ?? pair.before)!
  return {
    kind,
    base,
    title,
    what: whatOf(pair),
    key,
    name: name === null ? '' : String(row[name] ?? ''),
    fields: fieldDifferences(columns, pair.before, pair.after),
  }
}

const mentions = ({ key, name, fields }: ObjectDifference, text: string): boolean =>
  [key, name, ...fields.flatMap(({ field, before, after }) => [field, before ?? '', after ?? ''])].some(
    (part) => part.toLowerCase().includes(text),
  )

/** A page of objects that differ, in the order of the bases. */
export function pageOfDifferences(
  before: StateFiles,
  after: StateFiles,
  { kind, what, text, offset, limit }: DifferenceQuery,
): Promise<DifferencePage> {
  const wanted = text?.trim().toLowerCase() ?? ''
  return withStates(before, after, async (connection, was, is) => {
    const rows: ObjectDifference[] = []
    let total = 0
    for (const relation of relationsOf(connection, was, is, kind)) {
      for (const [key, pair] of pairsOf(connection, relation, was, is)) {
        if (what && whatOf(pair) !== what) continue
        const isHere = total >= offset && rows.length < limit
        const object = isHere || wanted !== '' ? objectOf(relation, key, pair) : null
        if (wanted !== '' && !mentions(object!, wanted)) continue
        if (isHere) rows.push(object!)
        total += 1
      }
      await breathe()
    }
    return { rows, total }
  })
}
