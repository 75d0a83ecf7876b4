import type { AsyncLocalStorage } from 'node:async_hooks'
import type { Journal } from '../journal/journal.ts'
import type { Claims } from './claims.ts'
import { asItWent, type Injection } from './injection.ts'

/** The exchange that is being carried out, for whoever records it further down. */
export type CurrentInjection = AsyncLocalStorage<Injection | null>

/**
 * The journal as the sides see it: what they record of an exchange with a fault is marked, and holds what really went over the
 * wire. A call of the bench that failed for a fault is the entry that the called side has made of it.
 */
export function markedJournal(journal: Journal, current: CurrentInjection, claims: Claims): Journal {
  return {
    ...journal,
    async record(draft) {
      if (draft.direction === 'out') {
        const claimed = draft.status === null ? claims.take(draft) : null
        if (!claimed) return journal.record(draft)
        if (claimed.entry === null)
          return (claimed.entry = await journal.record({ ...draft, faults: claimed.marks }))
        if (draft.replacements.length > 0 || draft.subject !== null)
          await journal.annotate(claimed.entry, draft.replacements, draft.subject ?? undefined)
        if (draft.repeats !== null) await journal.markRepeat(claimed.entry, draft.repeats)
        return claimed.entry
      }
      const injection = current.getStore()
      if (!injection || injection.entry !== null || draft.path !== injection.path)
        return journal.record(draft)
      return (injection.entry = await journal.record(asItWent(draft, injection)))
    },
  }
}
