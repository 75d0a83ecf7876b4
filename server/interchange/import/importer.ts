import { readFile, stat } from 'node:fs/promises'
import type { Journal } from '../../journal/journal.ts'
import type { Clock } from '../../storage/clock.ts'
import { WrongInput } from '../../storage/refusal.ts'
import { parseCurl } from '../curl-parse.ts'
import { readHar } from '../har/read.ts'
import { parseHttpFile } from '../http-file.ts'
import type { ForeignExchange, Found, ImportKind, ImportReport, ParsedRequest, Skipped } from '../model.ts'
import { readAccessLog } from './access-log.ts'
import { draftOfForeign } from './draft.ts'
import { readRaw } from './raw.ts'
import { fingerprintOf, type Seen } from './seen.ts'

/** A file on the disk and the name that people know it by. */
export interface SourceFile {
  file: string
  name: string
}

export interface ImportDeps {
  journal: Journal
  seen: Seen
  clock: Clock
}

/** A HAR is one JSON and is read as a whole. */
const HAR_BOUND = 128 * 1024 * 1024
const TEXT_BOUND = 1024 * 1024
/** Lists of a report are cut to this; its counts are whole. */
const LISTED = 200
const BATCH = 500

async function bounded({ file, name }: SourceFile, bound: number): Promise<Uint8Array> {
  const { size } = await stat(file)
  if (size <= bound) return readFile(file)
  throw new WrongInput('INTERCHANGE-TOO-LARGE', {
    ru: `${name}: больше ${bound / 1024 / 1024} МиБ. Сохраните меньшую часть записей и загрузите её.`,
    en: `${name}: over ${bound / 1024 / 1024} MiB. Save fewer entries and load those.`,
  })
}

const written = (request: ParsedRequest, place: string, at: Date): Found => ({
  exchange: {
    place,
    at,
    method: request.method,
    url: request.url,
    requestHeaders: request.headers,
    responseHeaders: [],
    request: request.body,
    response: new Uint8Array(),
    requestContentType: request.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '',
    responseContentType: '',
    status: null,
    durationMs: 0,
    failure: null,
    source: 'file',
    connection: null,
  },
})

async function* exchangesOf(kind: ImportKind, source: SourceFile): AsyncGenerator<Found> {
  const text = async () => new TextDecoder('utf-8').decode(await bounded(source, TEXT_BOUND))
  // Requests that nobody has sent yet have the time of their file, so that the same file is known again.
  const at = async () => (await stat(source.file)).mtime
  if (kind === 'har') yield* readHar(await bounded(source, HAR_BOUND))
  else if (kind === 'log') yield* readAccessLog(source.file)
  else if (kind === 'raw') yield await readRaw(source.file, source.name)
  else if (kind === 'curl') yield written(parseCurl(await text()), source.name, await at())
  else {
    const requests = parseHttpFile(await text())
    const when = await at()
    yield* requests.map((request, i) => written(request, String(i + 1), when))
  }
}

/** Collects a report and, when told so, the journal's entries. */
function createRun(kind: ImportKind, apply: boolean, { journal, seen }: ImportDeps) {
  const report: ImportReport = {
    kind,
    applied: apply,
    entries: 0,
    recognised: 0,
    invalid: 0,
    skipped: { DUPLICATE: 0, WEBSOCKET: 0, UNREADABLE: 0, EMPTY: 0, 'TOO-LARGE': 0 },
    rows: [],
    skips: [],
    from: null,
    to: null,
  }
  const times = new Map<string, number>()
  const skip = (skipped: Skipped) => {
    report.skipped[skipped.code] += 1
    if (report.skips.length < LISTED) report.skips.push(skipped)
  }

  /** Two equal lines of one log are two exchanges. */
  function nth(exchange: ForeignExchange): string {
    const first = fingerprintOf(exchange, 0)
    const before = times.get(first) ?? 0
    times.set(first, before + 1)
    return before === 0 ? first : fingerprintOf(exchange, before)
  }

  function told(exchange: ForeignExchange, draft: ReturnType<typeof draftOfForeign>) {
    const at = exchange.at.toISOString()
    const errors = draft.findings.filter(({ severity }) => severity === 'error').length
    report.entries += 1
    report.recognised += draft.operation ? 1 : 0
    report.invalid += errors > 0 ? 1 : 0
    report.from = report.from === null || at < report.from ? at : report.from
    report.to = report.to === null || at > report.to ? at : report.to
    if (report.rows.length < LISTED)
      report.rows.push({
        place: exchange.place,
        at,
        method: exchange.method,
        url: exchange.url,
        status: exchange.status,
        operation: draft.operation?.id ?? null,
        findings: draft.findings.length,
        errors,
      })
  }

  async function batch(exchanges: readonly ForeignExchange[]): Promise<void> {
    const marked = exchanges.map((exchange) => ({ exchange, fingerprint: nth(exchange) }))
    const known = await seen.known(marked.map(({ fingerprint }) => fingerprint))
    const fresh = marked.filter(({ exchange, fingerprint }) => {
      if (!known.has(fingerprint)) return true
      skip({
        place: exchange.place,
        code: 'DUPLICATE',
        reason: { ru: 'Эта запись уже загружена', en: 'This exchange has been loaded before' },
      })
      return false
    })
    const drafts = fresh.map(({ exchange, fingerprint }) => {
      const draft = draftOfForeign(exchange)
      told(exchange, draft)
      return { draft, fingerprint }
    })
    if (!apply) return
    const rows = await Promise.all(
      drafts.map(async ({ draft, fingerprint }) => ({ fingerprint, entry: await journal.record(draft) })),
    )
    await seen.remember(rows)
  }

  return { report, skip, batch }
}

/**
 * Takes exchanges of files into the journal with the times they had, or only tells what would be taken.
 * @throws WrongInput for a file that is not of its kind
 */
export async function importFiles(
  kind: ImportKind,
  sources: readonly SourceFile[],
  apply: boolean,
  deps: ImportDeps,
): Promise<ImportReport> {
  const { report, skip, batch } = createRun(kind, apply, deps)
  let waiting: ForeignExchange[] = []
  for (const source of sources) {
    const several = sources.length > 1 && kind !== 'raw'
    const placed = (place: string) => (several ? `${source.name}: ${place}` : place)
    for await (const { exchange, skip: skipped } of exchangesOf(kind, source)) {
      if (skipped) skip({ ...skipped, place: placed(skipped.place) })
      else waiting.push({ ...exchange, place: placed(exchange.place) })
      if (waiting.length < BATCH) continue
      await batch(waiting)
      waiting = []
    }
  }
  if (waiting.length > 0) await batch(waiting)
  return report
}
