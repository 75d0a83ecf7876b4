import { setImmediate } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import type { Replacement } from '../../mappings/model.ts'
import { Mark } from '../lines/chunk.ts'
import type { Lines } from '../lines/lines.ts'
import type { JournalTables } from '../table.ts'
import { dropUses } from './removal.ts'
import { usesOf, type Use } from './uses-of.ts'

/** Entries of one transaction. */
const BATCH = 100

export interface UseCounter {
  /** Counts what is not counted yet, until all is or `enough()` says so. Never runs twice at a time. */
  run(enough?: () => boolean): Promise<void>
  /** Entries that may have asked for rows and are not counted. */
  behind(): Promise<number>
  /** Forgets the uses of everything up to an entry. */
  forget(upto: number): Promise<void>
}

/** Recording writes nothing for the uses; entries that the mappings had to do with are told by their marks. */
export async function openUseCounter(tables: Kysely<JournalTables>, lines: Lines): Promise<UseCounter> {
  let { upto } = await tables.selectFrom('journal_used').select('upto').executeTakeFirstOrThrow()
  let running: Promise<void> | null = null
  const numbers: Numbers = new Map()

  /** Entries after the last one that was counted, oldest first, in which something was replaced or was not. */
  function* fresh(): Generator<number> {
    for (const { columns, length } of lines.chunks) {
      if (columns.id[length - 1]! <= upto) continue
      for (let i = 0; i < length; i += 1) {
        if (columns.id[i]! <= upto) continue
        const marks = columns.marks[i]!
        if ((marks & (Mark.replaced | Mark.unmapped)) !== 0 && (marks & Mark.gone) === 0) yield columns.id[i]!
      }
    }
  }

  const newest = (): number => {
    const last = lines.chunks.at(-1)
    return last ? last.columns.id[last.length - 1]! : 0
  }

  async function batch(): Promise<boolean> {
    const end = newest()
    const next: number[] = []
    for (const id of fresh()) if (next.push(id) === BATCH) break
    const due = await tables.selectFrom('journal_use_due').select('entry').limit(BATCH).execute()
    if (next.length === 0 && due.length === 0) {
      upto = Math.max(upto, end)
      return false
    }
    const ids = [...new Set([...next, ...due.map(({ entry }) => entry)])]
    const last = next.length === BATCH ? next.at(-1)! : Math.max(upto, end)
    await tables.transaction().execute(async (trx) => {
      await dropUses(trx, ids)
      const rows = await trx
        .selectFrom('journal')
        .select(['id', 'replacements'])
        .where('id', 'in', ids)
        .execute()
      const uses = rows.flatMap(({ id, replacements }) =>
        usesOf(JSON.parse(replacements) as Replacement[]).map((use) => ({ ...use, entry: id })),
      )
      await addUses(trx, numbers, uses)
      await trx.deleteFrom('journal_use_due').where('entry', 'in', ids).execute()
      await trx.updateTable('journal_used').set({ upto: last }).execute()
    })
    upto = last
    return true
  }

  async function work(enough: () => boolean): Promise<void> {
    while (!enough() && (await batch())) await setImmediate()
  }

  async function startAfter(entry: number): Promise<void> {
    await tables.transaction().execute(async (trx) => {
      await trx.deleteFrom('journal_use_entry').where('entry', '<=', entry).execute()
      await trx.deleteFrom('journal_use_due').where('entry', '<=', entry).execute()
      await sql`update journal_use set
        times = (select count(*) from journal_use_entry where use = journal_use.id),
        held = (select coalesce(sum(held), 0) from journal_use_entry where use = journal_use.id)`.execute(trx)
      await trx.deleteFrom('journal_use').where('times', '=', 0).execute()
    })
    numbers.clear()
  }

  /** One work at a time: whoever comes meanwhile waits for it, then sees what is left. */
  async function alone(job: () => Promise<void>): Promise<void> {
    while (running) await running
    running = job().finally(() => (running = null))
    await running
  }

  return {
    run: (enough = () => false) => alone(() => work(enough)),
    async behind() {
      let count = 0
      for (const _ of fresh()) count += 1
      const { due } = await tables
        .selectFrom('journal_use_due')
        .select((eb) => eb.fn.countAll<number>().as('due'))
        .executeTakeFirstOrThrow()
      return count + due
    },
    forget: (entry) => alone(() => startAfter(entry)),
  }
}

/** Numbers of uses that are known, by `nameOf`. */
type Numbers = Map<string, number>
type Counted = Use & { entry: number }

const nameOf = ({ kind, what, key }: Pick<Use, 'kind' | 'what' | 'key'>): string => `${kind}\n${what}\n${key}`

/** Gives numbers to uses that have none. One statement for any number of them: a parameter a value would be too many. */
async function number(trx: Kysely<JournalTables>, numbers: Numbers, uses: readonly Use[]): Promise<void> {
  const unnamed = new Map(uses.filter((use) => !numbers.has(nameOf(use))).map((use) => [nameOf(use), use]))
  if (unnamed.size === 0) return
  const list = JSON.stringify([...unnamed.values()].map(({ kind, what, key }) => [kind, what, key]))
  await sql`insert or ignore into journal_use (kind, what, key)
    select value ->> 0, value ->> 1, value ->> 2 from json_each(${list})`.execute(trx)
  const { rows } = await sql<Pick<Use, 'kind' | 'what' | 'key'> & { id: number }>`
    select known.id, kind, what, known.key as "key" from json_each(${list}) as asked join journal_use as known
    on kind = asked.value ->> 0 and what = asked.value ->> 1 and known.key = asked.value ->> 2`.execute(trx)
  for (const { id, ...use } of rows) numbers.set(nameOf(use), id)
}

async function addUses(
  trx: Kysely<JournalTables>,
  numbers: Numbers,
  uses: readonly Counted[],
): Promise<void> {
  if (uses.length === 0) return
  await number(trx, numbers, uses)
  const counts = new Map<number, [use: number, times: number, held: number]>()
  const links = uses.map((use): [use: number, entry: number, held: number] => {
    const id = numbers.get(nameOf(use))!
    const count = counts.get(id) ?? [id, 0, 0]
    counts.set(id, [id, count[1] + 1, count[2] + Number(use.held)])
    return [id, use.entry, Number(use.held)]
  })
  await sql`insert into journal_use_entry (use, entry, held)
    select value ->> 0, value ->> 1, value ->> 2 from json_each(${JSON.stringify(links)})`.execute(trx)
  await sql`
    update journal_use set times = journal_use.times + added.times, held = journal_use.held + added.held
    from (select value ->> 0 as use, value ->> 1 as times, value ->> 2 as held
      from json_each(${JSON.stringify([...counts.values()])})) as added
    where added.use = journal_use.id`.execute(trx)
}
