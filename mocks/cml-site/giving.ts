import type { CmlVersion } from '../../server/contracts/commerceml/model.ts'
import { siteStatusIds } from '../../server/contracts/commerceml/site-profiles.ts'
import type { CmlForm } from '../../server/contracts/commerceml/writer/model.ts'
import { writeCml } from '../../server/contracts/commerceml/writer/writer.ts'
import { toLocalTime } from '../../server/contracts/time.ts'
import { isWaiting, toOrder, type SiteOrder } from './orders.ts'
import { answerVersion, outgoingOrders } from './outgoing.ts'
import type { SiteParts } from './parts.ts'
import { encode, failure, text, type Reply } from './reply.ts'
import { setMark, type CmlSiteBase } from './tables.ts'
import type { Visit } from './visit.ts'

/** What the site gives to 1C: orders with their marks, its dictionaries, its catalogue (commerceml sections 3.2, 3.3, 10). */

export const LAST_COMMITTED = 'last-committed'
/** An answer is made whole before it is recorded and sent. */
const MAX_BYTES = 64 * 1024 * 1024

/** Orders that the next `query` gives: changed since 1C took them, or never taken (section 3.2). */
export async function waitingOrders(base: CmlSiteBase, selects: 'changed' | 'untaken'): Promise<SiteOrder[]> {
  const rows = await base
    .selectFrom('cml_site_order')
    .selectAll()
    .where('changed_by', '=', 'site')
    .whereRef('change_no', '>', 'taken_no')
    .orderBy('change_no')
    .execute()
  const orders = rows.map(toOrder).filter(isWaiting)
  return selects === 'untaken' ? orders.filter(({ takenNo }) => takenNo === 0) : orders
}

const formOf = (parts: SiteParts, { manner, on }: Visit, version: CmlVersion): CmlForm => {
  const encoding = on('F5') ? 'windows-1251' : manner.charset
  return {
    version,
    naming: 'module',
    encoding,
    bom: encoding === 'utf-8' && manner.profile.bom !== 'never',
    // УТ reads an answer without a namespace in any order of elements (section 5).
    namespace: '',
    row: 0,
    portion: 0,
    changesOnly: true,
    generated: toLocalTime(parts.clock(), parts.zone),
    node: '',
  }
}

/** @returns the bytes, `null` when they are more than an answer may have */
async function whole(chunks: AsyncIterable<Uint8Array>): Promise<Buffer | null> {
  const all: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > MAX_BYTES) return null
    all.push(chunk)
  }
  return Buffer.concat(all)
}

const tooLarge = ({ manner, say }: Visit): Reply =>
  failure(
    manner,
    'CML-ANSWER-TOO-LARGE',
    say(
      `Ответ больше ${MAX_BYTES / 1024 / 1024} МиБ, целиком он не передаётся.`,
      `The answer is larger than ${MAX_BYTES / 1024 / 1024} MiB and cannot be sent whole.`,
    ),
  )

/** The number of a version in the root, written in another one's form: 3.1 without its containers (F19). */
function renumbered(bytes: Buffer, written: string, told: string): Buffer {
  const at = bytes.indexOf(`="${written}"`, 0, 'latin1')
  return Buffer.concat([
    bytes.subarray(0, at),
    Buffer.from(`="${told}"`),
    bytes.subarray(at + written.length + 3),
  ])
}

/** `query` (sections 3.2, 10): new and changed orders. They are marked as taken by `success` only. */
export async function giveOrders(parts: SiteParts, visit: Visit): Promise<Reply> {
  const { manner, session, request, on } = visit
  const { profile } = manner
  const withDocuments = request.cmlVersion || session.cmlVersion
  const version = answerVersion(withDocuments || request.version || session.version, profile)
  const nested = withDocuments !== '' && version === '2.10'
  const orders = await waitingOrders(parts.base, profile.sale.selects)
  const documents = outgoingOrders(orders, { profile, version, zone: parts.zone, on })

  const bare = version === '3.1' && on('F19')
  const form = formOf(parts, visit, bare ? '2.10' : version)
  const bytes = await whole(
    writeCml(documents, form, { author: 'site', ...(nested ? { subordinate: 'nested' as const } : {}) }),
  )
  if (bytes === null) return tooLarge(visit)
  session.pending = orders.map(({ number, changeNo }) => ({ number, change: changeNo }))
  if (on('F16')) await commitOrders(parts, session.pending)
  return { status: 200, kind: 'xml', body: bare ? renumbered(bytes, '2.10', '3.1') : bytes, code: null }
}

/** 1C has stored what the last `query` gave. An order that has changed since then goes out again. */
async function commitOrders(
  { base, clock, changes }: SiteParts,
  pending: readonly { number: string; change: number }[],
) {
  await base.transaction().execute(async (trx) => {
    for (const { number, change } of pending)
      await trx
        .updateTable('cml_site_order')
        .set({ taken_no: change })
        .where('number', '=', number)
        .where('taken_no', '<', change)
        .execute()
    await setMark(trx, LAST_COMMITTED, clock().toISOString())
  })
  changes.publish({ area: 'cml-site' })
}

/** `success` of type sale (section 3.2). */
export async function commit(parts: SiteParts, { session, manner, on }: Visit): Promise<Reply> {
  if (on('F17')) return text('')
  const { pending } = session
  if (pending === null && manner.profile.token) return { ...text('error\n'), code: 'CML-NOTHING-PENDING' }
  if (pending !== null) await commitOrders(parts, pending)
  session.pending = null
  return text(manner.profile.sale.successDone)
}

const escaped = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const paymentSystems = [
  ['1', 'Наличные'],
  ['2', 'Банковская карта'],
] as const
const deliveries = [
  ['1', 'Самовывоз'],
  ['2', 'Курьер'],
] as const

const section = (name: string, entries: readonly (readonly [string, string])[]): string =>
  `  <${name}>${entries
    .map(([id, title]) => `<Элемент><Ид>${escaped(id)}</Ид><Название>${escaped(title)}</Название></Элемент>`)
    .join('')}</${name}>\n`

/** `info` (section 3.2). The first letter of `Cтатусы` is the Latin C, as Bitrix has it. */
export async function giveInfo(_parts: SiteParts, { manner }: Visit): Promise<Reply> {
  const { profile, charset } = manner
  const statuses = siteStatusIds.map((id) => {
    const { id: own, name } = profile.sale.statuses[id]
    return [own, name] as const
  })
  const xml =
    `<?xml version="1.0" encoding="${charset}"?>\n<Справочник>\n` +
    section('Cтатусы', statuses) +
    section('ПлатежныеСистемы', paymentSystems) +
    section('СлужбыДоставки', deliveries) +
    '</Справочник>\n'
  return { status: 200, kind: 'xml', body: encode(xml, charset), code: null }
}

/** `query` of type get_catalog (section 3.3): what the site has, for a base of 1C that begins anew. */
export async function giveCatalogue(parts: SiteParts, visit: Visit): Promise<Reply> {
  const form = { ...formOf(parts, visit, '2.07'), naming: 'ut11' as const, changesOnly: false }
  const bytes = await whole(writeCml(parts.catalogue.records(), form))
  return bytes === null ? tooLarge(visit) : { status: 200, kind: 'xml', body: bytes, code: null }
}
