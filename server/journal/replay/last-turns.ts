import { linkKeyOf } from '../../contracts/ksup/link-key.ts'
import type { KnownBody } from '../../contracts/ksup/known-body.ts'
import type { Journal } from '../journal.ts'
import { parsedJson } from './members.ts'
import type { Source } from './plan.ts'

/** Newer messages of one key than these are not looked for. */
const LOOKED_AT = 200

function turnIn(
  operation: string | null,
  text: string | null | undefined,
): { key: string; seq: number } | null {
  const body = text ? (parsedJson(text) as KnownBody | undefined) : undefined
  if (operation === null || typeof body?.meta?.seq !== 'number') return null
  return { key: linkKeyOf(operation, body), seq: body.meta.seq }
}

/** The last number of each link key of КСУП that the journal has seen (DD-06): the count of the target goes on from it. */
export async function lastTurnsOf(
  journal: Journal,
  sources: readonly Source[],
): Promise<Map<string, number>> {
  const last = new Map<string, number>()
  const looked = new Set<string>()
  for (const { entry, text } of sources) {
    if (!entry.operation?.startsWith('ksup.')) continue
    const mine = turnIn(entry.operation, text)
    if (!mine || looked.has(mine.key)) continue
    looked.add(mine.key)
    last.set(mine.key, mine.seq)
    if (entry.subject === null) continue
    const { rows } = await journal.page({ subject: entry.subject, limit: LOOKED_AT })
    for (const row of rows) {
      if (row.contract !== entry.contract) continue
      const seen = turnIn(row.operation, (await journal.entry(row.id))?.request?.text)
      if (seen?.key === mine.key) last.set(mine.key, Math.max(last.get(mine.key)!, seen.seq))
    }
  }
  return last
}
