import { ref } from 'vue'
import { admin } from '../api/client.ts'
import type { JournalRow } from '../api/types.ts'
import { plural, t } from '../i18n/index.ts'
import { askToReplay, repeatAtOnce } from '../replay/repeat.ts'
import { useCopy } from '../ui/use-copy.ts'
import { useReport, useTask } from '../ui/use-report.ts'

type Change = (ids: ReadonlySet<number>, row: (before: JournalRow) => JournalRow | null) => void

/** The server takes so many entries in one call. */
const BATCH = 10_000

/** What is done with entries of the list, one or many. A removal can be taken back, so nobody is asked. */
export function useEntryActions(change: Change, open: (id: number) => void) {
  const report = useReport()
  const copy = useCopy()
  const { busy, run } = useTask()
  const settingsOpen = ref(false)

  async function pin(ids: readonly number[], pinned: boolean) {
    if (ids.length === 0) return
    const done = await run(() => admin.call('journal.pin', { body: { ids: ids.slice(0, BATCH), pinned } }))
    if (done) change(new Set(ids), (row) => ({ ...row, pinned }))
  }

  async function restore(deletion: number) {
    const done = await run(() => admin.call('journal.restore', { params: { deletion } }))
    if (done) report.success(plural('search.restored', done.restored))
  }

  async function removal(work: () => Promise<{ removed: number; deletion: number | null }>) {
    const done = await run(work)
    if (!done) return
    const { removed, deletion } = done
    report.outcome(
      removed > 0 ? 'success' : 'warning',
      removed > 0 ? plural('search.removed', removed) : t('search.nothingRemoved'),
      t('search.pinnedStay'),
      deletion === null ? undefined : { label: t('search.undo'), run: () => void restore(deletion) },
    )
    return done
  }

  async function remove(ids: readonly number[]) {
    if (ids.length === 0) return
    const done = await removal(() => admin.call('journal.remove', { body: { ids: ids.slice(0, BATCH) } }))
    if (done) change(new Set(ids), (row) => (row.pinned ? row : null))
  }

  /** Everything that a query finds; without one, the whole journal. */
  const removeFound = (q: string) =>
    removal(() => (q === '' ? admin.call('journal.clear') : admin.call('journal.remove', { body: { q } })))

  async function copyCurl(id: number) {
    const curl = await run(() => admin.call('journal.curl', { params: { id } }))
    if (curl) await copy(curl.text)
  }

  async function copyUrl(id: number) {
    const entry = await run(() => admin.call('journal.entry', { params: { id } }))
    if (entry) await copy(entry.url)
  }

  /** Where a plan has to be seen first, it is shown over the details of the entry. */
  async function repeat(id: number) {
    const done = await run(() => repeatAtOnce(id))
    if (!done) return
    if (done.made === null) askToReplay(id)
    else report.success(t('journal.repeated'))
    open(done.made ?? id)
  }

  return { busy, settingsOpen, pin, remove, removeFound, restore, copyCurl, copyUrl, repeat }
}
