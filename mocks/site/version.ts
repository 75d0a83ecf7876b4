import type { Finding } from '../../server/contracts/finding.ts'
import { warningCodes } from '../../server/contracts/site-orders/codes.ts'
import { nextExchangeState } from '../../server/contracts/site-orders/states.ts'
import type { ProcessedOrder, ProcessedOrderAnswer } from '../../server/contracts/site-orders/schema.ts'
import type { Answer, Call } from '../../server/http/contract-routes.ts'
import { ContractError } from '../../server/http/errors.ts'
import { dictionariesOf } from './catalogue.ts'
import { differences, differencesFromOwn } from './differences.ts'
import { fingerprint } from './fingerprint.ts'
import { resolveIdentifiers } from './identifiers.ts'
import type { OnecVersion, SiteTask } from './model.ts'
import {
  addEvent,
  findOrder,
  insertVersion,
  saveOrder,
  versionOf,
  type OrderRecord,
  type StoredVersion,
} from './orders.ts'
import type { Shop } from './parts.ts'
import { orderUnknown } from './refusals.ts'
import { isKnownStatus } from './statuses.ts'

/** Longest pointer and message of a warning in the answer. */
const TEXT_LENGTH = 500

/** Warnings that a person of the shop has to look at. */
const MANAGER_WARNINGS = new Set(['W-QR-FORMAT', 'W-PAYNUM-LOOKS-LIKE-ACCOUNT', 'W-STATUS-UNMAPPED'])

/**
 * `POST /orders` (section 6.2): stores the version apart from the shop's own data and shows it to the client from now on
 * . It wins even when the site's revision moved on; the mark is neither set nor cleared
 * (AD-05, AD-32).
 *
 * An equal `seq` with an equal body changes nothing (AD-31). With another body it is refused as SITE-VALIDATION: SITE-STALE would
 * tell 1C to drop a version that was never stored, a parked message is seen by a person.
 *
 * Form, sums and the payment text are the reader's business: what arrives here holds, or is among the findings.
 * @throws ContractError 404 SITE-ORDER-UNKNOWN, 409 SITE-STALE, 422 SITE-VALIDATION
 */
export function versionHandler(shop: Shop) {
  return async function acceptVersion(call: Call): Promise<Answer> {
    const received = call.request as ProcessedOrder
    const { order_id } = received.order
    call.subject(order_id)
    if (!(await findOrder(shop.base, order_id))) throw orderUnknown(order_id)
    const { body, replacements, findings } = resolveIdentifiers(received, {
      mappings: shop.mappings,
      dictionaries: await dictionariesOf(shop.base),
      lenient: shop.settings().reader === 'lenient',
    })
    const statusKnown = await isKnownStatus(shop, body.order.order_status)
    call.note(replacements)
    call.findings.push(...findings)
    if (!statusKnown) call.findings.push(statusUnmapped(body.order.order_status))
    const warnings = call.findings.filter(({ severity }) => severity === 'warning')

    const { order, first } = await shop.base
      .transaction()
      .execute((base) => storeVersion({ ...shop, base }, body, fingerprint(received), warnings))
    await noteUnanswered(shop, body, replacements, statusKnown)
    shop.changes.publish({ area: 'site', id: order_id })
    const answer: ProcessedOrderAnswer = {
      order_id,
      stored_seq: received.exchange.seq,
      exchange_state: order.exchange_state,
      warnings: warnings.map(({ code, pointer, message, value }) => ({
        code,
        pointer: pointer.slice(0, TEXT_LENGTH),
        message: message.ru.slice(0, TEXT_LENGTH),
        ...(value === undefined ? {} : { value }),
      })),
    }
    return { status: first ? 201 : 200, body: answer }
  }
}

/** AD-29: an unknown status is stored and shown as it is. */
const statusUnmapped = (status: string): Finding => ({
  severity: 'warning',
  code: 'W-STATUS-UNMAPPED',
  message: warningCodes['W-STATUS-UNMAPPED'].meaning,
  line: 1,
  column: 1,
  pointer: '/order/order_status',
  value: status,
})

/**
 * @param print fingerprint of the version as it was received
 * @returns the order after it, and whether this is its first version
 */
async function storeVersion(
  shop: Shop,
  body: OnecVersion,
  print: string,
  warnings: readonly Finding[],
): Promise<{ order: OrderRecord; first: boolean }> {
  const { base } = shop
  const { order_id } = body.order
  const { seq } = body.exchange
  const order = await findOrder(base, order_id)
  if (!order) throw orderUnknown(order_id)
  const previous = await versionOf(base, order_id)
  if (previous && previous.seq >= seq) {
    if (previous.seq > seq) throw stale(order, seq, previous)
    if (previous.fingerprint !== print) throw seqReused(seq)
    return { order, first: false }
  }
  if (body.exchange.base_revision > order.revision) throw revisionUnknown(body, order)
  const at = shop.clock().toISOString()
  await insertVersion(base, order_id, {
    seq,
    received_at: at,
    body,
    fingerprint: print,
    warnings: warnings.map(({ code }) => code),
  })
  order.seq = seq
  order.exchange_state = nextExchangeState(order.exchange_state, 'version', true)
  order.status = body.order.order_status
  order.tasks = tasksOf(warnings)
  await saveOrder(base, order)
  await addEvent(base, order_id, at, {
    kind: 'version',
    revision: body.exchange.base_revision,
    seq,
    text: {
      ru: `Версия 1С №${seq}, состояние «${order.status}»`,
      en: `Version ${seq} of 1C, status "${order.status}"`,
    },
    codes: warnings.map(({ code, message }) => ({
      code,
      severity: 'warning',
      message: message.ru,
      action: message,
    })),
    changes: previous ? differences(previous.body.order, body.order) : differencesFromOwn(order.own, body),
  })
  return { order, first: previous === null }
}

function tasksOf(warnings: readonly Finding[]): SiteTask[] {
  return warnings
    .filter(({ code }) => MANAGER_WARNINGS.has(code))
    .map(({ code, message, pointer }) => ({ code, audience: 'manager', text: message, field: pointer }))
}

/** Values that nothing on the site answers for are listed for the editor of mappings. */
async function noteUnanswered(
  { mappings }: Shop,
  { order }: OnecVersion,
  replacements: ReturnType<typeof resolveIdentifiers>['replacements'],
  statusKnown: boolean,
): Promise<void> {
  const values = replacements
    .filter(({ outcome }) => outcome === 'unmapped')
    .map(({ kind, from }) => ({ kind, value: from, name: '' }))
  if (!statusKnown) values.push({ kind: 'order_status', value: order.order_status, name: order.order_status })
  if (values.length === 0) return
  await mappings.noteUnmapped(
    values.map((value) => ({ ...value, direction: 'onec_to_site', subject: order.order_id, entry: null })),
  )
}

const stale = (order: OrderRecord, seq: number, stored: StoredVersion) =>
  new ContractError(
    409,
    'SITE-STALE',
    `У заказа ${order.order_id} уже есть версия ${stored.seq}, версия ${seq} устарела.`,
    {
      errors: [{ pointer: '/exchange/seq', rule: 'seq', expected: `> ${stored.seq}`, actual: String(seq) }],
    },
  )

const seqReused = (seq: number) =>
  new ContractError(
    422,
    'SITE-VALIDATION',
    `Версия ${seq} уже сохранена с другим содержанием. Отправьте изменённый заказ со следующим номером seq.`,
    {
      errors: [{ pointer: '/exchange/seq', rule: 'seq-reused', expected: `> ${seq}`, actual: String(seq) }],
    },
  )

const revisionUnknown = ({ exchange }: OnecVersion, order: OrderRecord) =>
  new ContractError(
    422,
    'SITE-VALIDATION',
    `Ревизии ${exchange.base_revision} у заказа ${order.order_id} не было, последняя ${order.revision}. Заберите заказ заново.`,
    {
      errors: [
        {
          pointer: '/exchange/base_revision',
          rule: 'revision',
          expected: `<= ${order.revision}`,
          actual: String(exchange.base_revision),
        },
      ],
    },
  )
