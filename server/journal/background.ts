import type { Changes } from '../storage/changes.ts'
import type { JournalSettings } from '../storage/document-schema.ts'
import { systemTimers, type Timers } from '../storage/timers.ts'
import type { Journal } from './journal.ts'

/** A pause of the traffic in which the journal catches up. */
const QUIET_MS = 400
/** Under a steady load it catches up all the same, a little at a time. */
const PATIENCE_MS = 20_000
/** So long it works at a time. */
const SLICE_MS = 200

const TIDY_EVERY_MS = 10 * 60_000

/**
 * What the journal does by itself: makes entries findable when nothing else is going on, and takes away what the settings do
 * not keep.
 * @returns the function that ends it and waits for what is being done
 */
export function keepJournal({
  journal,
  changes,
  keep,
  report,
  timers = systemTimers,
}: {
  journal: Journal
  changes: Changes
  keep(): JournalSettings['keep']
  report(error: unknown): void
  timers?: Timers
}): () => Promise<void> {
  let stopped = false
  let work: Promise<void> = Promise.resolve()
  let quiet: unknown = null
  let since: number | null = null

  const does = (what: () => Promise<unknown>): void => {
    work = work.then(() => (stopped ? undefined : what())).then(() => undefined, report)
  }

  function catchUp(): void {
    quiet = null
    since = null
    does(async () => {
      const until = performance.now() + SLICE_MS
      let late = false
      await journal.index(() => stopped || (late = performance.now() > until))
      if (late && !stopped) soon()
    })
  }

  function soon(): void {
    since ??= performance.now()
    if (quiet !== null && performance.now() - since > PATIENCE_MS) return
    if (quiet !== null) timers.clear(quiet)
    quiet = timers.set(catchUp, QUIET_MS)
  }

  let next: unknown = null
  function tidy(): void {
    does(() => journal.tidy(keep()))
    next = timers.set(tidy, TIDY_EVERY_MS)
  }

  const unsubscribe = changes.subscribe(({ area }) => {
    if (area === 'journal' && !stopped) soon()
  })
  soon()
  next = timers.set(tidy, QUIET_MS)

  return async () => {
    stopped = true
    unsubscribe()
    if (quiet !== null) timers.clear(quiet)
    timers.clear(next)
    await work
  }
}
