import { createReadStream } from 'node:fs'
import { rm, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { unpackArchive } from '../../server/catalogue/archive.ts'
import type { ImportReport } from '../../server/catalogue/model.ts'
import { CmlRefusal } from '../../server/contracts/commerceml/model.ts'
import { uploadName } from '../../server/contracts/commerceml/upload-name.ts'
import type { Text } from '../../server/contracts/text.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { losesExternalCode } from './duplicate.ts'
import type { CmlSiteSession, TakenDocument } from './model.ts'
import { failure, text, type Reply } from './reply.ts'
import { readOrders, applyOrders } from './taking.ts'
import { addUnpacked, fileOf, keepPictures, unpackingFolder } from './uploads.ts'
import type { SiteParts } from './parts.ts'
import type { Visit } from './visit.ts'
import { within } from './within.ts'

/** How the work on a file ended. */
export type Outcome =
  | { ok: true; report: ImportReport | null; taken: readonly TakenDocument[] }
  | { ok: false; code: string; reason: string; report: ImportReport | null }

export interface Work {
  /** 0–100. */
  percent(): number
  /** Records done, and of how many if that is known. */
  done: Promise<Outcome>
  cancel(): void
}

/** A file whose import was asked for (contract section 8). */
export interface Import {
  file: string
  work: Work
  /** Answers `progress` that were given out of the profile's steps. */
  step: number
  state: CmlSiteSession['imports'][number]['state']
  text: string
  report: number | null
}

/** What a person at 1C reads of a file that was refused: the text goes into the journal of 1C as it is (section 8). */
function refused(error: unknown, file: string, language: keyof Text): Outcome {
  if (error instanceof CmlRefusal || error instanceof Refusal)
    return { ok: false, code: error.code, reason: `${file}. ${error.text[language]}`, report: null }
  throw error
}

const cancelled = (file: string, language: keyof Text, report: ImportReport | null): Outcome => {
  const text = {
    ru: `${file}. Импорт отменён на сайте.`,
    en: `${file}. The import was cancelled at the site.`,
  }
  return { ok: false, code: 'CML-IMPORT-CANCELLED', reason: text[language], report }
}

function outcomeOf(report: ImportReport, file: string, language: keyof Text): Outcome {
  if (report.outcome === 'done') return { ok: true, report, taken: [] }
  if (report.refusal === null) return cancelled(file, language, report)
  return {
    ok: false,
    code: report.refusal.code,
    reason: `${file}. ${report.refusal.text[language]}`,
    report,
  }
}

function catalogueWork(parts: SiteParts, visit: Visit, path: string, file: string): Work {
  const job = parts.catalogue.import(path, { name: file, missing: visit.settings.missing })
  const spoil = visit.on('F12')
  return {
    percent() {
      const { bytes, totalBytes } = job.progress()
      return totalBytes > 0 ? Math.min(Math.floor((bytes / totalBytes) * 100), 100) : 0
    },
    done: job.done.then(async (report) => {
      const outcome = outcomeOf(report, file, visit.manner.profile.language)
      if (outcome.ok) await keepPictures(visit.session, picturesOf(parts))
      if (outcome.ok && spoil) await losesExternalCode(parts.catalogue)
      parts.changes.publish({ area: 'cml-site' })
      return outcome
    }),
    cancel: () => job.cancel(),
  }
}

/** Orders of 1C: read whole, then applied (section 11). */
export function ordersWork(parts: SiteParts, visit: Visit, path: string, file: string): Work {
  const abort = new AbortController()
  const { profile } = visit.manner
  async function run(): Promise<Outcome> {
    try {
      const read = await readOrders(path, abort.signal)
      const useless = read.documents.length === 0 && (read.summary.records.counterparty ?? 0) === 0
      if (useless)
        return { ok: false, code: 'CML-NO-DOCUMENTS', reason: 'Файл для импорта пуст.', report: null }
      const taken = await applyOrders(parts, read, { file, profile, on: visit.on })
      return { ok: true, report: null, taken }
    } catch (error) {
      if (abort.signal.aborted) return cancelled(file, profile.language, null)
      return refused(error, file, profile.language)
    }
  }
  return { percent: () => 0, done: run(), cancel: () => abort.abort() }
}

export const picturesOf = ({ uploads }: Pick<SiteParts, 'uploads'>): string => join(uploads, 'pictures')

const lost = (visit: Visit, name: string): Reply =>
  failure(
    visit.manner,
    'CML-FILE-MISSING',
    visit.say(
      `Файл ${name} не найден: его не передавали в этом сеансе.`,
      `File ${name} not found: it was not sent in this session.`,
    ),
  )

const progress = (line: string): Reply => text(`progress\n${line}`)

/** Takes apart what came as archives; `null` when there is nothing (left) to do (section 4.4). */
async function unpack(visit: Visit): Promise<Reply | null> {
  const { session, manner, settings, say } = visit
  const archives = [...session.files.values()].filter(({ zip, unpacked }) => zip && !unpacked)
  if (archives.length === 0) return null
  session.unpacking ??= unpackAll(
    visit,
    archives.map(({ name }) => name),
  )
  const outcome = await within(session.unpacking, settings.stepMs)
  if (outcome === null) return progress(say('Идет распаковка архива.', 'The archive is being unpacked.'))
  session.unpacking = null
  if (!outcome.ok)
    return failure(
      manner,
      outcome.code,
      `${say('Ошибка распаковки архива.', 'The archive cannot be unpacked.')}\n${outcome.reason}`,
    )
  return manner.profile.unpackingTold
    ? progress(say('Распаковка архива завершена.', 'The archive was unpacked.'))
    : null
}

async function unpackAll({ session, on, manner }: Visit, archives: readonly string[]): Promise<Outcome> {
  try {
    for (const archive of archives) {
      const path = join(session.folder, archive)
      // The last part got lost on the way.
      if (on('F7')) await truncate(path, Math.floor(((await stat(path)).size * 2) / 3))
      const { files } = await unpackArchive(path, unpackingFolder(session))
      await addUnpacked(session, files)
      session.files.set(archive, { ...session.files.get(archive)!, unpacked: true })
    }
    return { ok: true, report: null, taken: [] }
  } catch (error) {
    return refused(error, archives[0]!, manner.profile.language)
  } finally {
    await rm(unpackingFolder(session), { recursive: true, force: true })
  }
}

const OFFERS = ['ПакетПредложений', 'ИзмененияПакетаПредложений']
const LOOKED_AT = 256 * 1024

/** Whether a file holds prices and stock, told by its beginning. */
async function hasOffers(path: string): Promise<boolean> {
  let head = Buffer.alloc(0)
  for await (const chunk of createReadStream(path, { end: LOOKED_AT - 1 }))
    head = Buffer.concat([head, chunk as Buffer])
  const texts = [head.toString('utf8'), new TextDecoder('windows-1251').decode(head)]
  return OFFERS.some((name) => texts.some((one) => one.includes(`<${name}`)))
}

/** Texts of `progress` before and after the reading itself, as many as the profile or the settings have (section 8). */
function stepsOf({ manner, settings }: Visit): { before: readonly string[]; after: readonly string[] } {
  const { before, after } = manner.profile.steps
  const count = settings.progressSteps
  if (count === null || count === before.length + after.length) return { before, after }
  if (count < before.length) return { before: before.slice(0, count), after: [] }
  const rest = count - before.length
  const shown = after.slice(0, rest)
  return { before, after: [...shown, ...Array.from({ length: rest - shown.length }, () => PERCENT)] }
}

const PERCENT = 'Обработано {percent}% файла.'

function stepText(template: string, { work }: Import, report: ImportReport | null, visit: Visit): string {
  const total = Object.values(report?.counts ?? {}).reduce(
    (sum, { added, changed, unchanged, deactivated, deleted, skipped }) =>
      sum + added + changed + unchanged + deactivated + deleted + skipped,
    0,
  )
  const english = template === PERCENT ? 'Processed {percent}% of the file.' : template
  return visit
    .say(template, english)
    .replace('{percent}', String(work.percent()))
    .replaceAll(/\{(?:done|total)\}/g, String(total))
}

/** A defect of ours ends the import too: the next request begins anew. */
async function finished(running: Import, ms: number): Promise<Outcome | null> {
  try {
    return await within(running.work.done, ms)
  } catch (error) {
    running.state = 'failure'
    throw error
  }
}

/** Answers a step of an import: starts the work, or waits for it for as long as one step may take. */
async function step(visit: Visit, running: Import): Promise<Reply> {
  const { settings, manner } = visit
  const { profile } = manner
  const { before, after } = stepsOf(visit)
  const told = (line: string): Reply => {
    running.text = line
    return progress(line)
  }
  if (running.step < before.length) return told(stepText(before[running.step++]!, running, null, visit))
  const outcome = visit.on('F9') ? null : await finished(running, settings.stepMs)
  if (outcome === null) return told(stepText(PERCENT, running, null, visit))
  running.report = outcome.report?.id ?? null
  if (!outcome.ok && profile.swallowsErrors && outcome.code !== 'CML-IMPORT-CANCELLED') {
    running.state = 'failure'
    running.text = outcome.reason
    return text(profile.importDone)
  }
  if (!outcome.ok) {
    running.state = 'failure'
    running.text = outcome.reason
    return failure(manner, outcome.code, outcome.reason)
  }
  const next = after[running.step - before.length]
  if (next !== undefined) {
    running.step++
    return told(stepText(next, running, outcome.report, visit))
  }
  running.state = 'success'
  running.text = ''
  noteEmpty(visit, outcome.report)
  return done(visit, outcome.taken)
}

/** F11 and its like: an import that says success and has taken nothing. */
function noteEmpty(visit: Visit, report: ImportReport | null): void {
  if (
    report === null ||
    Object.values(report.counts).some((counts) => Object.values(counts).some((n) => n > 0))
  )
    return
  visit.note('CML-NOTHING-TAKEN', {
    ru: 'Импорт ответил success, но из файла ничего не загружено: ни товаров, ни предложений.',
    en: 'The import answered success, but nothing of the file was taken: neither goods nor offers.',
  })
}

/** Refused documents that one entry of the journal names. */
const NOTED = 100

/** `success`, and what the site has to say of single orders (sections 3.2, 11.3). */
export function done({ manner, exchange, note }: Visit, taken: readonly TakenDocument[]): Reply {
  const { profile } = manner
  for (const { outcome, text: reason } of taken.slice(0, NOTED))
    if (outcome === 'refused') note('CML-ORDER-REFUSED', reason)
  const reasons = taken
    .filter(({ outcome }) => outcome === 'refused')
    .map(({ text: reason }) => reason[profile.language])
  const [only] = taken
  if (taken.length === 1) exchange.subject = only!.number
  const ways = {
    glued: () => `success${reasons.join('')}`,
    lines: () => ['success', ...reasons].join('\n'),
    nothing: () => profile.importDone,
  }
  return text(reasons.length === 0 ? profile.importDone : ways[profile.sale.said]())
}

/** `import` (sections 3.1, 3.2): by content, whatever the name is. */
export async function importFile(parts: SiteParts, visit: Visit): Promise<Reply> {
  const { session, manner, request, exchange } = visit
  const { profile } = manner
  const answer = uploadName(request.filename)
  if ('refusal' in answer) return failure(manner, 'CML-FILE-NAME', answer.refusal[profile.language])
  exchange.subject = answer.name
  const own = answer.name.split('/').at(-1)!
  if (profile.names.pattern && !profile.names.pattern.test(own)) {
    if (profile.names.others === 'empty') return text('')
    return failure(
      manner,
      'CML-FILE-UNKNOWN',
      visit.say(
        `Файл ${own} не относится к известным.`,
        `File ${own} is not one of import, offers and orders.`,
      ),
    )
  }
  const unpacked = await unpack(visit)
  if (unpacked) return unpacked
  const file = fileOf(session, answer.name)
  if (!file) return lost(visit, answer.name)

  const path = join(session.folder, file.name)
  const known = session.imports.get(file.name)
  if (known?.state === 'progress') return step(visit, known)
  if (session.type !== 'sale' && visit.on('F11') && (await hasOffers(path))) {
    visit.note('CML-NOTHING-TAKEN', {
      ru: `Файл ${file.name} с ценами и остатками пропущен, а ответ success (F11).`,
      en: `File ${file.name} with prices and stock was passed over, and the answer is success (F11).`,
    })
    return text(profile.importDone)
  }
  const work =
    session.type === 'sale'
      ? ordersWork(parts, visit, path, file.name)
      : catalogueWork(parts, visit, path, file.name)
  // Whoever asks next is told; nobody may ask.
  work.done.catch(() => undefined)
  const started: Import = { file: file.name, work, step: 0, state: 'progress', text: '', report: null }
  session.imports.set(file.name, started)
  return step(visit, started)
}
