import type { ProcessingResult } from '../../server/contracts/site-orders/schema.ts'
import {
  DEFERRED_ALARM_AFTER,
  nextExchangeState,
  resultEvent,
} from '../../server/contracts/site-orders/states.ts'
import type { Text } from '../../server/contracts/text.ts'
import { toLocalTime } from '../../server/contracts/time.ts'
import type { Answer, Call } from '../../server/http/contract-routes.ts'
import { ContractError } from '../../server/http/errors.ts'
import { actOn, inOrderOfAction } from './actions.ts'
import type { Difference } from './differences.ts'
import { fingerprint } from './fingerprint.ts'
import type { SiteHistoryEvent } from './model.ts'
import { addEvent, findOrder, saveOrder, type OrderRecord } from './orders.ts'
import type { Shop } from './parts.ts'
import { orderUnknown } from './refusals.ts'
import { carryOut, pendingEffects, type MappingEffect } from './waiting.ts'

const resultNames: Record<ProcessingResult['result'], Text> = {
  accepted: { ru: 'принят', en: 'accepted' },
  accepted_with_warnings: { ru: 'принят с предупреждениями', en: 'accepted with warnings' },
  rejected: { ru: 'отклонён', en: 'rejected' },
  deferred: { ru: 'отложен', en: 'deferred' },
}

/**
 * `POST /orders/{order_id}/result` (section 6.3): clears the mark or keeps it (AD-03, AD-04) and carries out the site's
 * action for each code (A-17). One order, one transaction (AD-37); a repeated result changes nothing.
 * @throws ContractError 404 SITE-ORDER-UNKNOWN, 409 SITE-REVISION, 422 SITE-VALIDATION
 */
export function resultHandler(shop: Shop) {
  return async function acceptResult(call: Call): Promise<Answer> {
    const result = knownMembers(call.request as ProcessingResult)
    const order_id = call.params['order_id']!
    call.subject(order_id)
    if (result.order_id !== order_id)
      throw new ContractError(
        422,
        'SITE-VALIDATION',
        `order_id в теле (${result.order_id}) не равен номеру в адресе (${order_id}). Отправьте результат по адресу его заказа.`,
        { errors: [{ pointer: '/order_id', rule: 'path', expected: order_id, actual: result.order_id }] },
      )
    const effects: MappingEffect[] = []
    const order = await shop.base.transaction().execute(async (base) => {
      const found = await findOrder(base, order_id)
      if (!found) throw orderUnknown(order_id)
      if (result.revision > found.revision) throw revisionUnknown(result, found)
      await applyResult({ ...shop, base }, found, result, call.node, effects)
      return found
    })
    await carryOut(shop.mappings, effects, order_id)
    shop.changes.publish({ area: 'site', id: order_id })
    return { status: 200, body: { exchange_state: order.exchange_state } }
  }
}

/** A lenient reader keeps members that the contract does not know; what is given back as `last_result` may not have them. */
function knownMembers({
  order_id,
  revision,
  result,
  checked_at,
  ref_1c,
  number_1c,
  codes,
}: ProcessingResult) {
  return {
    order_id,
    revision,
    result,
    checked_at,
    ...(ref_1c === undefined ? {} : { ref_1c }),
    ...(number_1c === undefined ? {} : { number_1c }),
    codes: codes.map(({ code, severity, field, value, message }) => ({
      code,
      severity,
      ...(field === undefined ? {} : { field }),
      ...(value === undefined ? {} : { value }),
      message,
    })),
  }
}

function revisionUnknown(result: ProcessingResult, order: OrderRecord): ContractError {
  return new ContractError(
    409,
    'SITE-REVISION',
    `Ревизии ${result.revision} у заказа ${order.order_id} не было, последняя ${order.revision}. Заберите заказ заново.`,
    {
      errors: [
        {
          pointer: '/revision',
          rule: 'revision',
          expected: `<= ${order.revision}`,
          actual: String(result.revision),
        },
      ],
    },
  )
}

/**
 * The same bytes of meaning again: a retry of 1C that lost the answer. After a new mark (AD-06) an equal result is new only
 * when it was made after the mark, or a late copy would clear a mark that it knows nothing of.
 */
function isRepeated(order: OrderRecord, result: ProcessingResult, zone: string): boolean {
  if (!order.last_result || fingerprint(order.last_result) !== fingerprint(result)) return false
  return (
    order.result_mark_no === order.mark_no || result.checked_at < toLocalTime(new Date(order.marked_at), zone)
  )
}

async function applyResult(
  shop: Shop,
  order: OrderRecord,
  result: ProcessingResult,
  node: string | null,
  effects: MappingEffect[],
): Promise<void> {
  const { base, mappings } = shop
  const at = shop.clock().toISOString()
  const repeated = isRepeated(order, result, shop.settings().zone)
  const current = result.revision === order.revision
  const checked = order.own
  if (repeated) {
    // A crash may have cut off what the first copy meant for the mapping tables.
    effects.push(...(await pendingEffects(base, order.order_id)))
    return
  }
  order.exchange_state = nextExchangeState(
    order.exchange_state,
    resultEvent(result.result, result.revision, order.revision),
    order.seq !== null,
  )
  order.last_result = result
  order.result_mark_no = order.mark_no
  const changes: Difference[] = []
  const codes: SiteHistoryEvent['codes'] = []
  if (current) {
    order.tasks = []
    countDeferral(order, result, at)
    for (const code of inOrderOfAction(result.codes)) {
      const action = await actOn({ base, order, checked, code, at, node, mappings, effects, changes })
      codes.push({ code: code.code, severity: code.severity, message: code.message, action })
    }
  } else {
    for (const { code, severity, message } of result.codes)
      codes.push({ code, severity, message, action: aboutOldRevision })
  }
  await saveOrder(base, order)
  const name = resultNames[result.result]
  await addEvent(base, order.order_id, at, {
    kind: 'result',
    revision: result.revision,
    text: {
      ru: `1С: ревизия ${result.revision} ${name.ru}${current ? '' : `, на сайте уже ${order.revision}, отметка остаётся`}`,
      en: `1C: revision ${result.revision} ${name.en}${current ? '' : `, the site has ${order.revision}, the mark stays`}`,
    },
    codes,
    changes,
  })
}

const aboutOldRevision: Text = {
  ru: 'Код о прежней ревизии, действие не выполнялось',
  en: 'The code is about an older revision, no action was taken',
}

/** Deferrals in a row; after too many of them the site raises an alarm and keeps the mark (section 9). */
function countDeferral(order: OrderRecord, result: ProcessingResult, at: string): void {
  const deferred = result.result === 'deferred'
  order.deferred_times = deferred ? order.deferred_times + 1 : 0
  order.deferred_since = deferred ? (order.deferred_since ?? at) : null
  if (order.deferred_times > DEFERRED_ALARM_AFTER)
    order.tasks.push({
      code: result.codes[0]!.code,
      audience: 'manager',
      text: {
        ru: `1С откладывает заказ уже ${order.deferred_times} раз подряд`,
        en: `1C has deferred the order ${order.deferred_times} times in a row`,
      },
      field: null,
    })
}
