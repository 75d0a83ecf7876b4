import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Kysely } from 'kysely'
import {
  CmlRefusal,
  cmlVersions,
  type CmlDocument,
  type CmlVersion,
} from '../../server/contracts/commerceml/model.ts'
import { createCmlReader } from '../../server/contracts/commerceml/reader/reader.ts'
import { onQuery, onSuccess } from '../../server/contracts/commerceml/reactions.ts'
import { fileName } from '../../server/contracts/commerceml/writer/file-names.ts'
import type { CmlForm } from '../../server/contracts/commerceml/writer/model.ts'
import { writeCml } from '../../server/contracts/commerceml/writer/writer.ts'
import { toLocalTime } from '../../server/contracts/time.ts'
import { formOf } from './catalogue-run.ts'
import { StepFailed, type RunContext } from './context.ts'
import { createCorrespondence, type Correspondence } from './correspondence.ts'
import { bytesOfXml } from './decode.ts'
import { BatchAborted, loadOrders, type LoadResult } from './loading.ts'
import { documentFaults, siteDocument } from './order-documents.ts'
import type { OrderRecord } from './orders.ts'
import { askAside, openSession, type Session } from './session.ts'
import { spoiledOrders } from './spoiled-files.ts'
import type { CmlOnecTables } from './tables.ts'
import { importParcel, sendParcel } from './upload.ts'

/** «Обмен заказами» (commerceml section 9): orders down, then orders up. */

/** Documents of a body that 1C has taken for data. @throws CmlRefusal */
function documentsOf(text: string): CmlDocument[] {
  const documents: CmlDocument[] = []
  const reader = createCmlReader({
    onRecord(record) {
      if (record.kind === 'document') documents.push(record)
    },
  })
  reader.write(bytesOfXml(text))
  reader.end()
  return documents
}

/** @throws StepFailed when nothing was stored */
async function load(
  context: RunContext,
  db: Kysely<CmlOnecTables>,
  text: string,
  entry: number | null,
): Promise<LoadResult> {
  const { deps, node, profile, record } = context
  const correspondence = createCorrespondence(deps.mappings ?? null, deps.journal, 'response')
  const failed = (...lines: string[]): StepFailed => {
    for (const line of lines) record.log('error', line)
    return new StepFailed('query')
  }
  try {
    const documents = documentsOf(text)
    return await loadOrders(documents, {
      db,
      catalogue: deps.catalogue,
      node,
      profile,
      now: toLocalTime(deps.clock()),
      correspondence,
    })
  } catch (error) {
    if (error instanceof CmlRefusal)
      throw failed('Не удалось разобрать данные, загруженные с сервера.', error.text.ru)
    if (error instanceof BatchAborted)
      throw failed(
        `${error.message}.`,
        'Загрузка заказов отменена: вся пачка откатывается, success не отправляется.',
      )
    throw error
  } finally {
    await correspondence.tell(entry)
  }
}

/** The client takes the lower one of its own version and the site's (section 3.2). */
function agreedVersion(own: CmlVersion, site: string | null): CmlVersion {
  const at = cmlVersions.findIndex((version) => version === site)
  return at < 0 ? own : cmlVersions[Math.min(at, cmlVersions.indexOf(own))]!
}

/** Names of the site's statuses, payment systems and delivery services, for the log (section 3.2 info). */
function logDictionaries({ record }: RunContext, text: string): void {
  // The first letter of «Статусы» is Latin in Bitrix; both spellings are read.
  const [, statuses = ''] = /<[CС]татусы>([^]*?)<\/[CС]татусы>/.exec(text) ?? []
  const count = statuses.split('<Элемент>').length - 1
  if (count > 0) record.log('info', `Получено статусов заказов сайта: ${count}`)
}

async function down(
  context: RunContext,
  db: Kysely<CmlOnecTables>,
  form: CmlForm,
): Promise<{ loaded: Set<string>; version: CmlVersion; ok: boolean }> {
  const { profile, record } = context
  const { totals } = record.run
  const session: Session = await openSession(context, 'sale', 0, form.version)
  let { version } = form
  if (profile.initBeforeQuery) version = agreedVersion(version, (await session.init()).version)
  if (profile.info) {
    const { heard } = await askAside(session, { mode: 'info' })
    logDictionaries(context, heard.text)
  }
  record.progress({ ru: 'Получение заказов', en: 'Receiving orders' }, 0, 0)
  const { text } = await session.must({ mode: 'query' }, (heard) => onQuery(heard, session.ways))
  const result = await load(context, db, text, session.lastEntry('query'))
  for (const { level, text: line } of result.log) record.log(level, line)
  totals.ordersLoaded += result.loaded
  totals.ordersSkipped += result.skipped
  totals.ordersUpdated += result.updated
  totals.ordersCreated += result.created
  record.log(
    'info',
    `Загружено: ${result.loaded}, Пропущено: ${result.skipped}, Обновлено: ${result.updated}, Создано: ${result.created}`,
  )
  const { reaction } = await session.ask({ mode: 'success' }, (heard) => onSuccess(heard, session.ways))
  return { loaded: result.orders, version, ok: reaction.next !== 'fail' }
}

/** Orders that 1C has changed, with a number and a date of the site, a currency and a counterparty (section 11.1). */
async function changedOrders(
  { node }: RunContext,
  db: Kysely<CmlOnecTables>,
  loaded: Set<string>,
): Promise<OrderRecord[]> {
  const orders = await db
    .selectFrom('cml_onec_order')
    .selectAll()
    .where('changed', '=', 1)
    .where('site_number', '!=', '')
    .where('currency', '!=', '')
    .where('counterparty', '!=', '')
    .where('date', '!=', '')
    .where((where) => where.or([where('node', '=', node.id), where('node', 'is', null)]))
    .orderBy('number')
    .execute()
  return orders.filter(({ id }) => !loaded.has(id))
}

async function writeOrders(
  context: RunContext,
  orders: readonly OrderRecord[],
  form: CmlForm,
  correspondence: Correspondence,
): Promise<{ folder: string; name: string }> {
  const { node, profile, faults } = context
  const spoiled = documentFaults(faults)
  const documents = orders.map((order, index) =>
    siteDocument(order, index, { node, profile, faults: spoiled, correspondence }),
  )
  const subordinate = { requisites: 'none', nested: 'nested', beside: 'siblings' } as const
  const chunks = writeCml(documents, form, {
    author: 'onec',
    subordinate: subordinate[profile.documents.subordinate],
  })
  const folder = join(context.folder, 'orders')
  const name = fileName(form, 'documents', 1)
  const file = join(folder, name)
  await mkdir(dirname(file), { recursive: true })
  const short = orders.map(({ site_number, status }) => ({ number: site_number, status }))
  await pipeline(Readable.from(spoiledOrders(chunks, short, faults)), createWriteStream(file), {
    signal: context.signal,
  })
  return { folder, name }
}

async function up(
  context: RunContext,
  db: Kysely<CmlOnecTables>,
  form: CmlForm,
  loaded: Set<string>,
): Promise<void> {
  const { record } = context
  const orders = await changedOrders(context, db, loaded)
  if (orders.length === 0) {
    record.log('info', 'Изменённых заказов для выгрузки нет.')
    return
  }
  const session = await openSession(context, 'sale', 0, form.version)
  const init = await session.init()
  const { mappings = null, journal } = context.deps
  const correspondence = createCorrespondence(mappings, journal, 'request')
  const version = agreedVersion(form.version, init.version)
  const { folder, name } = await writeOrders(context, orders, { ...form, version }, correspondence)
  const parcel = { folder, xml: [name], pictures: [] }
  await sendParcel(context, session, init, parcel)
  await correspondence.tell(session.lastEntry('file'))
  await importParcel(context, session, parcel)
  await db.transaction().execute(async (trx) => {
    for (const { id, revision } of orders) {
      await trx.updateTable('cml_onec_order').set({ sent_revision: revision }).where('id', '=', id).execute()
      // An order that a person has changed meanwhile goes up once more.
      await trx
        .updateTable('cml_onec_order')
        .set({ changed: 0 })
        .where('id', '=', id)
        .where('revision', '=', revision)
        .execute()
    }
  })
  record.run.totals.ordersSent += orders.length
  record.log('info', `Выгружено заказов: ${orders.length}`)
}

/**
 * Exchanges orders. @returns whether all went well; the log has what did not
 * @throws RunStopped
 */
export async function runOrders(context: RunContext, db: Kysely<CmlOnecTables>): Promise<boolean> {
  const { record } = context
  record.resumeAt({ part: 'orders', portion: 1, full: false })
  record.log('info', 'Обмен заказами.')
  // The version alone is wanted of it until something is written.
  const form = formOf(context, true)
  try {
    const { loaded, version, ok } = await down(context, db, form)
    await up(context, db, { ...form, version }, loaded)
    return ok
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error
    record.log('error', 'Обмен заказами завершен с ошибками')
    return false
  }
}
