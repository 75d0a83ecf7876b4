import { linkKeyOf } from '../../contracts/ksup/link-key.ts'
import type { KnownBody } from '../../contracts/ksup/known-body.ts'
import type { Journal } from '../journal.ts'
import { parsedJson } from './members.ts'
import type { Source } from './step.ts'

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

/**
 * Notes the last number that the journal has seen of the link key of a message of КСУП (DD-06): the count of the target goes
 * on from it.
 * @param last by link key; what is known already is not looked for again
 */
export async function noteLastTurn(
  journal: Journal,
  { entry, text }: Source,
  last: Map<string, number>,
): Promise<void> {
  if (!entry.operation?.startsWith('ksup.')) return
  const mine = turnIn(entry.operation, text)
  if (!mine || last.has(mine.key)) return
  last.set(mine.key, mine.seq)
  if (entry.subject === null) return
  const { rows } = await journal.page({ subject: entry.subject, limit: LOOKED_AT })
  for (const row of rows) {
    if (row.contract !== entry.contract) continue
    const seen = turnIn(row.operation, (await journal.entry(row.id))?.request?.text)
    if (seen?.key === mine.key) last.set(mine.key, Math.max(last.get(mine.key)!, seen.seq))
  }
}
