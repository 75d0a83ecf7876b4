import type { Text } from '../../contracts/text.ts'
import type { JournalRow } from '../../journal/model.ts'
import { importsAsOne } from './cml-sends.ts'
import type { Deed, Exchange } from './model.ts'

/** What was seen of a recording, put together. */

/** A deed that was seen, with the number of the last entry that was there before it. */
export type Begun = Omit<Deed, 'followed'> & { after: number }

export interface Seen {
  deeds: readonly Begun[]
  /** Oldest first. */
  rows: readonly JournalRow[]
  /** Another program's request made it. */
  isOutside(row: JournalRow): boolean
  exchangesOf(rows: readonly JournalRow[]): Exchange[]
}

/** Every deed in its order, with the exchanges of the bench's own sides that followed it. */
export function storyOf({ deeds, rows, isOutside, exchangesOf }: Seen): Deed[] {
  const outside = new Set(rows.filter(isOutside).map(({ id }) => id))
  const inOrder = deeds
    // The answer of an own request may be read after its entry was seen.
    .filter(({ kind, after }) => kind === 'do' || outside.has(after + 1))
    .sort((a, b) => a.after - b.after)
  const story = inOrder.map(({ after, ...deed }, i) => {
    const until = inOrder[i + 1]?.after ?? Infinity
    const followed = rows.filter(({ id }) => id > after && id <= until && !outside.has(id))
    return { ...deed, followed: exchangesOf(followed) }
  })
  return importsAsOne(story)
}

/** What came from outside and no step can say. */
export function unrecordedOf({ deeds, rows, isOutside }: Seen): Text[] {
  const sent = new Set(deeds.flatMap(({ kind, after }) => (kind === 'send' ? [after + 1] : [])))
  const left = rows.filter((row) => isOutside(row) && !sent.has(row.id)).length
  if (left === 0) return []
  return [
    {
      ru: `Не записано обменов: ${left}. Их тела длиннее 256 КиБ или записаны не целиком: пошлите файл частями поменьше или добавьте шаги сами.`,
      en: `Exchanges that are not recorded: ${left}. Their bodies are longer than 256 KiB or were not kept whole: send the file in smaller parts, or add the steps yourself.`,
    },
  ]
}

/** What a story is called until a person says it better. */
export function titleOf(deeds: readonly Deed[]): string {
  const first = deeds[0]!.title
  const last = deeds.at(-1)!.title
  const words = deeds.length === 1 ? first : `${first} … ${last.charAt(0).toLowerCase()}${last.slice(1)}`
  return words.slice(0, 150)
}
