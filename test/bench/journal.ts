import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import Sqlite from 'libsql'
import type { AdminClient } from '../../server/admin/client.ts'
import type { JournalPage } from '../../server/journal/model.ts'
import { listColumns } from '../../server/journal/table.ts'
import { serve } from '../robustness/running-bench.ts'
import { fillJournal, texts } from './journal-rows.ts'
import { median } from './statistics.ts'
import { peakMemoryOf } from './usage.ts'

/** Pages of a journal of many entries over the admin API, beside a plain read of the same rows from the same file. */

export interface JournalQueryFigures {
  /** Milliseconds over HTTP. */
  p50: number
  p95: number
  /** As a multiple of reading the rows that it answered by their numbers, taken for each call before the median. */
  ofPlainRead: number
}

export interface JournalFigures {
  entries: number
  fillSeconds: number
  /** From the start of the server to its first page of a journal that it has never seen, and of one that it has indexed. */
  firstPageSeconds: { new: number; indexed: number }
  indexSeconds: number
  peakMemory: number | null
  queries: Record<string, JournalQueryFigures>
}

type Query = { q?: string; before?: number }

/** What is asked, by a name for the report; each is asked with several values. */
const asked: Record<string, (i: number, entries: number) => Query> = {
  'first page': () => ({}),
  'any page': (i, entries) => ({ before: 1 + Math.floor((((i * 7919) % 1000) / 1000) * entries) }),
  'one column': (i) => ({
    q: ['status:>=400', 'op:booking', 'side:ksup', 'code:RG-BUSY', 'valid:invalid', 'dir:out'][i % 6]!,
  }),
  'several columns': (i) => ({
    q: [
      'status:>=400 side:1c op:booking duration:>2s',
      'mapping:unmapped status:5xx -op:ping',
      '(status:503 | is:failed) contract:regate',
      'valid:untidy,invalid size:>200 from:onec dir:out',
    ][i % 4]!,
  }),
  'nothing found': () => ({ q: 'status:418 duration:>2s' }),
  'an order': (i, entries) => ({
    q: `order:${100_000 + ((i * 613) % Math.max(1, Math.floor(entries / 8)))}`,
  }),
  'full text, in every entry': () => ({ q: texts.common }),
  'full text, one of a hundred': () => ({ q: `body:${texts.rare}` }),
  'full text, one of ten thousand': () => ({ q: `"${texts.rarest}"` }),
  'full text and columns': () => ({ q: `${texts.rare} status:>=400 op:booking` }),
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
}

const limit = 100

async function untilIndexed(api: AdminClient): Promise<void> {
  for (;;) {
    const { notIndexed } = await api.call('journal.page', { query: { q: 'x', limit: 1 } })
    if (notIndexed === 0) return
  }
}

/** @param calls of each kind of query */
export async function journalVolume({
  folder,
  entries,
  calls,
  say,
}: {
  folder: string
  entries: number
  calls: number
  say(line: string): void
}): Promise<JournalFigures> {
  await mkdir(folder, { recursive: true })
  const workspace = join(folder, 'workspace')
  await (await serve(workspace)).kill()
  const file = join(workspace, 'obmen.db')
  const filled = performance.now()
  fillJournal(file, entries)
  const fillSeconds = (performance.now() - filled) / 1000
  say(`Journal: ${entries} entries made in ${fillSeconds.toFixed(0)} s`)

  async function start() {
    const started = performance.now()
    const bench = await serve(workspace)
    const { api } = bench
    await api.call('journal.page', { query: { limit } })
    return { bench, api, firstPage: (performance.now() - started) / 1000 }
  }
  const first = await start()
  const indexing = performance.now()
  await untilIndexed(first.api)
  const indexSeconds = (performance.now() - indexing) / 1000
  say(`Journal: indexed in ${indexSeconds.toFixed(0)} s`)
  await first.bench.kill()

  const { bench, api, firstPage } = await start()
  const db = new Sqlite(file, { readonly: true })
  const read = (ids: number[]) =>
    db
      .prepare(`select ${listColumns.join(', ')} from journal where id in (${ids.map(() => '?').join(', ')})`)
      .all(ids)
  const queries: Record<string, JournalQueryFigures> = {}
  for (const [name, query] of Object.entries(asked)) {
    const took: number[] = []
    const ratios: number[] = []
    for (let i = -5; i < calls; i += 1) {
      const started = performance.now()
      const page: JournalPage = await api.call('journal.page', {
        query: { ...query(Math.abs(i), entries), limit },
      })
      const own = performance.now() - started
      const reading = performance.now()
      // A page that is empty is held against one full page: something has to be read.
      read(
        page.rows.length > 0 ? page.rows.map(({ id }) => id) : Array.from({ length: limit }, (_, n) => n + 1),
      )
      const plain = performance.now() - reading
      if (i < 0) continue
      took.push(own)
      ratios.push(own / plain)
    }
    queries[name] = { p50: percentile(took, 0.5), p95: percentile(took, 0.95), ofPlainRead: median(ratios) }
    say(`Journal: ${name}: p95 ${queries[name]!.p95.toFixed(1)} ms`)
  }
  db.close()
  const peakMemory = peakMemoryOf(bench.process.pid!)
  await bench.kill()
  return {
    entries,
    fillSeconds,
    firstPageSeconds: { new: first.firstPage, indexed: firstPage },
    indexSeconds,
    peakMemory,
    queries,
  }
}
