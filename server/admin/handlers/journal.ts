import { entryUnknown } from '../../journal/journal.ts'
import type { BenchParts } from '../deps.ts'
import type { AdminHandlers } from '../routes.ts'

/** Ids come from addresses; what is no id belongs to no entry. */
export const entryId = (text: string): number => {
  const id = Number(text)
  if (!Number.isSafeInteger(id)) throw entryUnknown(0)
  return id
}

export function journalHandlers({ journal, repeat, changes }: BenchParts) {
  return {
    'journal.page': ({ query }) => journal.page(query),
    'journal.entry': async ({ params }) => {
      const entry = await journal.entry(entryId(params.id))
      if (!entry) throw entryUnknown(entryId(params.id))
      return entry
    },
    'journal.curl': async ({ params }) => ({ text: await journal.curl(entryId(params.id)) }),
    'journal.repeat': async ({ params }) => ({ id: await repeat(entryId(params.id)) }),
    'journal.clear': async () => {
      const removed = await journal.clear()
      changes.publish({ area: 'journal' })
      return { removed }
    },
  } satisfies Partial<AdminHandlers>
}
