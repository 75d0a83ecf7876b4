import { entryUnknown } from '../../journal/journal.ts'
import { Refusal } from '../../storage/refusal.ts'
import type { BenchParts } from '../deps.ts'
import type { AdminHandlers } from '../routes.ts'

/** Ids come from addresses; what is no id belongs to no entry. */
export const entryId = (text: string): number => {
  const id = Number(text)
  if (!Number.isSafeInteger(id)) throw entryUnknown(0)
  return id
}

/** So many entries can be removed at once by a query. */
const ALL = 10_000_000

export function journalHandlers({ journal, repeat, workspace }: BenchParts) {
  const { document } = workspace
  return {
    'journal.page': ({ query }) => journal.page(query),
    'journal.entry': async ({ params }) => {
      const entry = await journal.entry(entryId(params.id))
      if (!entry) throw entryUnknown(entryId(params.id))
      return entry
    },
    'journal.curl': async ({ params }) => ({ text: await journal.curl(entryId(params.id)) }),
    'journal.repeat': async ({ params }) => ({ id: await repeat(entryId(params.id)) }),
    'journal.clear': async () => journal.remove(await journal.find('', ALL)),
    'journal.vocabulary': () => journal.vocabulary(),
    'journal.thread': ({ params }) => journal.thread(entryId(params.id)),
    'journal.sessions': ({ query }) => journal.sessions(query.q ?? '', query.limit),
    'journal.pin': async ({ body }) => ({ pinned: await journal.pin(body.ids, body.pinned) }),
    'journal.remove': async ({ body }) =>
      journal.remove('ids' in body ? body.ids : await journal.find(body.q, ALL)),
    'journal.deletions': () => journal.deletions(),
    'journal.restore': async ({ params }) => {
      const deletion = Number(params.deletion)
      if (!Number.isSafeInteger(deletion))
        throw new Refusal('JOURNAL-DELETION-UNKNOWN', {
          ru: 'Такого удаления нет.',
          en: 'There is no such removal.',
        })
      return { restored: await journal.restore(deletion) }
    },
    'journal.settings': () => document.value.journal,
    'journal.setSettings': async ({ body }) => {
      await document.update((draft) => {
        draft.journal = body
      })
      return document.value.journal
    },
    'journal.health': ({ query }) => journal.health(query.thorough),
    'journal.compact': () => journal.compact(),
  } satisfies Partial<AdminHandlers>
}
