import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { clientNamespace } from '../../server/contracts/commerceml/client-profiles.ts'
import type { CmlForm } from '../../server/contracts/commerceml/writer/model.ts'
import { cmlFiles } from '../../server/contracts/commerceml/writer/files.ts'
import { toLocalTime } from '../../server/contracts/time.ts'
import { StepFailed, type RunContext } from './context.ts'
import { createCorrespondence } from './correspondence.ts'
import { portionsOf, type Portion } from './export-files.ts'
import { exportSource, guidOf, type ExportSource } from './export-source.ts'
import { acknowledge, registrationOf, type Registration } from './registration.ts'
import { askAside, openSession, type Session } from './session.ts'
import type { CmlOnecTables } from './tables.ts'
import { importFile, importParcel, sendParcel } from './upload.ts'

/** «Выгрузка товаров» (commerceml section 9): every portion in a session of its own. */

export interface CatalogueOptions {
  full: boolean
  /** The session to begin with, 1 unless a stopped run goes on. */
  from: number
}

/** What a full export or one of changes looks like (sections 4, 12). */
export function formOf(context: RunContext, changesOnly: boolean): CmlForm {
  const { deps, node, profile, faults } = context
  const version = node.version ?? profile.form.version
  const generated = toLocalTime(deps.clock())
  return {
    ...profile.form,
    version,
    namespace: clientNamespace(profile, version),
    encoding: node.encoding ?? profile.form.encoding,
    bom: node.encoding === 'windows-1251' ? false : profile.form.bom,
    row: 0,
    portion: node.portion,
    changesOnly,
    generated: faults.use('F29') ? `${generated}.175+04:00` : generated,
    node: guidOf(`node ${node.id}`),
  }
}

/** F21 wants portions also of a node that has none: two of them. */
async function portionSize({ deps, node, faults }: RunContext): Promise<number> {
  if (node.portion > 0 || !faults.use('F21')) return node.portion
  const { items } = await deps.catalogue.counts()
  return Math.max(Math.ceil(items / 2), 1)
}

/** F30: a second exchange with a file of the same name, beside the first. */
async function besides(context: RunContext, { number, folder, xml }: Portion, form: CmlForm): Promise<void> {
  const [filename = ''] = xml
  try {
    const second = await openSession(context, 'catalog', number, form.version)
    await second.init()
    const file = join(folder, filename)
    const { size } = await stat(file)
    await askAside(second, { mode: 'file', filename, body: { file, start: 0, end: size }, total: size })
    await askAside(second, { mode: 'import', filename })
  } catch (error) {
    // The second exchange may be refused: that is the very thing to look at.
    if (!(error instanceof StepFailed)) throw error
  }
}

/** @throws StepFailed, RunStopped */
async function sendPortion(context: RunContext, portion: Portion, form: CmlForm): Promise<Session> {
  const session = await openSession(context, 'catalog', portion.number, form.version)
  const init = await session.init()
  const second = context.faults.use('F30') ? besides(context, portion, form) : null
  // Awaited below; a failure of the first exchange must not leave it unhandled.
  second?.catch(() => undefined)
  await sendParcel(context, session, init, portion)
  await second
  await importParcel(context, session, portion)
  return session
}

/** `deactivate` and `complete` of the Bitrix module. @returns whether the exchange ended well */
async function endExchange(context: RunContext, session: Session, timestamp: string): Promise<boolean> {
  const deactivated =
    timestamp !== ''
      ? await importFile(context, session, { mode: 'deactivate', extra: `&timestamp=${timestamp}` })
      : true
  await askAside(session, { mode: 'complete' })
  return deactivated
}

interface Outcome {
  ok: boolean
  failed: { portion: number; goods: string[] }[]
  last: Session | null
  /** Of the first session: what was touched since then is not to be deactivated. `''` when it is not known. */
  timestamp: string
}

/** All sessions of one export. A failure of portion 1 stops it, a later one stays registered (section 3.5). */
async function sendAll(
  context: RunContext,
  source: ExportSource,
  form: CmlForm,
  { full, from }: CatalogueOptions,
): Promise<Outcome> {
  const { record } = context
  const { totals } = record.run
  const outcome: Outcome = { ok: true, failed: [], last: null, timestamp: '' }
  const files = cmlFiles(form, source.goods)
  for await (const portion of portionsOf(context, files, source.exported, form.encoding, from - 1)) {
    record.resumeAt({ part: 'catalogue', portion: portion.number, full })
    try {
      outcome.last = await sendPortion(context, portion, form)
      if (portion.number === 1) outcome.timestamp = outcome.last.pass.timestamp
      totals.items += portion.items
      totals.offers += portion.offers
      totals.pictures += portion.pictures.length
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error
      outcome.ok = false
      if (portion.number === 1) return outcome
      outcome.failed.push({ portion: portion.number, goods: portion.goods })
      record.log(
        'error',
        `Порция ${portion.number} не выгружена, её товары остаются зарегистрированными и выгружаются в следующем сеансе.`,
      )
    }
  }
  return outcome
}

/** The file of section 7.1, in sessions after those of the goods. */
async function sendPrices(context: RunContext, source: ExportSource, form: CmlForm): Promise<boolean> {
  const exported: ExportSource['exported'] = {
    items: [],
    offers: [],
    reached: { pass: 0, items: 0, offers: 0 },
  }
  const files = cmlFiles({ ...form, changesOnly: true }, source.prices)
  try {
    for await (const portion of portionsOf(context, files, exported, form.encoding, 0))
      await sendPortion(context, portion, form)
    return true
  } catch (error) {
    if (error instanceof StepFailed) return false
    throw error
  }
}

/** Portions that failed now, with the attempts that their goods have had. */
function stillRegistered(
  { node, record }: RunContext,
  before: Registration,
  failed: Outcome['failed'],
): Registration['failed'] {
  return failed.flatMap(({ portion, goods }) => {
    const earlier = before.failed.filter(({ items }) => items.some((id) => goods.includes(id)))
    const attempts = Math.max(0, ...earlier.map((one) => one.attempts)) + 1
    if (attempts < node.attempts) return [{ portion, items: goods, attempts }]
    record.log('error', `Порция ${portion}: попыток ${attempts}, товары снимаются с регистрации.`)
    return []
  })
}

/**
 * Exports the catalogue. @returns whether all went well; the log has what did not
 * @throws RunStopped
 */
export async function runCatalogue(
  context: RunContext,
  db: Kysely<CmlOnecTables>,
  options: CatalogueOptions,
): Promise<boolean> {
  const { deps, node, profile, record, faults } = context
  const { totals } = record.run
  const full = options.full || faults.use('F26') || faults.on('F10')
  const before = await registrationOf(db, node.id)
  const upTo = await deps.catalogue.changeNumber()
  const correspondence = createCorrespondence(deps.mappings ?? null, deps.journal, 'request')
  const source = await exportSource(
    deps.catalogue,
    node,
    { full, since: before.acknowledged, pending: before.failed.flatMap(({ items }) => items) },
    faults,
    correspondence,
  )
  record.resumeAt({ part: 'catalogue', portion: options.from, full })
  record.log('info', full ? 'Полная выгрузка товаров.' : 'Выгрузка изменений товаров.')
  faults.use('F10')
  if (!full && !(await source.filled())) {
    record.log('info', 'Зарегистрированных изменений товаров нет.')
    return true
  }
  const form: CmlForm = { ...formOf(context, !full), portion: await portionSize(context) }
  const outcome = await sendAll(context, source, form, { full, from: options.from })
  let ok = outcome.ok
  const began = outcome.last !== null || outcome.failed.length > 0
  await correspondence.tell(outcome.last?.lastEntry('file') ?? null)
  if (began && node.pricesOnly) ok = (await sendPrices(context, source, form)) && ok
  if (outcome.last && profile.ending)
    ok = (await endExchange(context, outcome.last, full ? outcome.timestamp : '')) && ok
  if (began)
    await acknowledge(db, node.id, {
      acknowledged: upTo,
      failed: stillRegistered(context, before, outcome.failed),
    })
  record.log('info', `Выгружено товаров: ${totals.items}`)
  record.log('info', `Выгружено картинок: ${totals.pictures}`)
  record.log('info', `Выгружено предложений: ${totals.offers}`)
  if (!ok) record.log('error', 'Выгрузка товаров завершена с ошибками')
  return ok
}
