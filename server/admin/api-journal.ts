import { z } from 'zod'
import type {
  JournalDeletion,
  JournalEntry,
  JournalHealth,
  JournalPage,
  JournalRow,
  JournalSession,
} from '../journal/model.ts'
import { JournalSettings } from '../storage/document-schema.ts'
import { get, post, put } from './endpoint.ts'

/** The journal: find, read, keep, remove. */

const side = z.enum(['site', 'onec', 'ksup', 'restore', 'buyer'])
const ids = z.array(z.number().int().positive()).min(1).max(10_000)

export const JournalQuery = z.object({
  /** Entries older than this one. */
  before: z.coerce.number().int().optional(),
  /** The oldest entries that are newer than this one, instead. */
  after: z.coerce.number().int().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  q: z.string().max(1000).optional(),
  direction: z.enum(['in', 'out']).optional(),
  from: side.optional(),
  to: side.optional(),
  operation: z.string().optional(),
  status: z.string().optional(),
  validity: z.enum(['valid', 'untidy', 'invalid', 'unchecked']).optional(),
  subject: z.string().optional(),
  unmapped: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
  text: z.string().max(200).optional(),
})

/** Named entries, or all that a query finds. */
export const EntrySelection = z.union([z.object({ ids }), z.object({ q: z.string().max(1000) })])

export const journalApi = {
  'journal.page': get<JournalPage>()('/journal', JournalQuery),
  'journal.entry': get<JournalEntry>()('/journal/:id'),
  'journal.curl': get<{ text: string }>()('/journal/:id/curl'),
  'journal.repeat': post<{ id: number }>()('/journal/:id/repeat'),
  /** Removes everything that is not pinned. */
  'journal.clear': post<{ removed: number; deletion: number | null }>()('/journal/clear'),
  /** Values that occur in the journal, for the completion of the query line; most frequent first. */
  'journal.vocabulary': get<Record<string, string[]>>()('/journal-vocabulary'),
  /** The exchanges that speak of the same business objects as this one, oldest first. */
  'journal.thread': get<JournalRow[]>()('/journal/:id/thread'),
  'journal.sessions': get<JournalSession[]>()(
    '/journal-sessions',
    z.object({
      q: z.string().max(1000).optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
  ),
  'journal.pin': post<{ pinned: number }>()('/journal/pin', z.object({ ids, pinned: z.boolean() })),
  'journal.remove': post<{ removed: number; deletion: number | null }>()('/journal/remove', EntrySelection),
  'journal.deletions': get<JournalDeletion[]>()('/journal-deletions'),
  'journal.restore': post<{ restored: number }>()('/journal-deletions/:deletion/restore'),
  'journal.settings': get<JournalSettings>()('/journal-settings'),
  'journal.setSettings': put<JournalSettings>()('/journal-settings', JournalSettings),
  'journal.health': get<JournalHealth>()(
    '/journal-health',
    z.object({
      /** Every body is read and held against its name. */
      thorough: z
        .enum(['true', 'false'])
        .default('false')
        .transform((value) => value === 'true'),
    }),
  ),
  /** Mends what can be mended, packs the bodies of the rows and gives the space back. */
  'journal.compact': post<JournalHealth & { freedBytes: number }>()('/journal-health/compact'),
} as const
