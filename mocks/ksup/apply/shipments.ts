import { moneyText } from '../../../server/contracts/decimal.ts'
import { shipmentToChange } from '../../../server/contracts/ksup/deal-documents.ts'
import { dealAnswer } from '../../../server/contracts/ksup/deal-state.ts'
import { exactRow, totalAmount } from '../../../server/contracts/ksup/rows.ts'
import type { Shipment } from '../../../server/contracts/ksup/schema.ts'
import { writeDeal } from '../deals.ts'
import { addEvent } from '../events.ts'
import {
  applied,
  checkedSum,
  dealOfMessage,
  dealRefused,
  Refused,
  warningsOf,
  type Applying,
  type Done,
} from './applying.ts'
import { printedDay } from './printed.ts'

/** Shipments of a deal (section 6.6). */

interface KnownShipment {
  id: number
  sourceRef: string | null
  date: string
  amount: number
  changes: number
}

async function shipmentsOf({ trx }: Applying, deal: number): Promise<KnownShipment[]> {
  const rows = await trx
    .selectFrom('ksup_shipment')
    .select(['id', 'source_ref', 'date', 'amount', 'changes'])
    .where('deal', '=', deal)
    .orderBy('id')
    .execute()
  return rows.map(({ source_ref, ...shipment }) => ({ ...shipment, sourceRef: source_ref }))
}

/** The shipment that the message is about, `null` for a new one (DD-40). */
function placeOf(
  known: readonly KnownShipment[],
  { type, deal_number, date }: Shipment,
  sourceRef: string | null,
): KnownShipment | null {
  if (type === 'add') return known.find((one) => sourceRef !== null && one.sourceRef === sourceRef) ?? null
  const place = shipmentToChange(known, { sourceRef, date })
  if (place.kind === 'refused')
    throw new Refused(
      place.code,
      `В сделке ${deal_number} отгрузок ${known.length}, а какая от ${printedDay(date)} изменилась, не сказано: нет meta.source_ref`,
    )
  return place.kind === 'found' ? place.shipment : null
}

/** The rows are the whole composition (DD-42), the date that of the original document (DD-41). */
export async function takeShipment(applying: Applying, shipment: Shipment): Promise<Done> {
  const { trx, at, messageId } = applying
  const { meta, type, deal_number, date, rows } = shipment
  const deal = await dealOfMessage(trx, deal_number)
  const answer = dealAnswer(deal?.state ?? null, 'shipment')
  if (answer.kind === 'refused') throw dealRefused(answer.code, deal_number, deal, 'отгрузка не принята')
  const source_ref = meta.source_ref ?? null
  const known = placeOf(await shipmentsOf(applying, deal_number), shipment, source_ref)
  const exact = rows.map(exactRow)
  const amount = checkedSum(totalAmount(exact), 'Сумма отгрузки')
  const shipped = checkedSum(deal!.shipped - (known?.amount ?? 0) + amount, 'Сумма отгрузок сделки')
  const written = { date, rows_json: JSON.stringify(exact), amount, updated_at: at }
  if (known)
    await trx
      .updateTable('ksup_shipment')
      .set({ ...written, changes: known.changes + 1 })
      .where('id', '=', known.id)
      .execute()
  else
    await trx
      .insertInto('ksup_shipment')
      .values({ deal: deal_number, source_ref, changes: 0, ...written })
      .execute()
  await writeDeal(trx, deal!, at, { shipped })

  const isExpected = (type === 'change') === (known !== null)
  const closed = answer.kind === 'applied' ? answer.warning : undefined
  const warnings = warningsOf(closed, isExpected ? undefined : 'W-UPSERT')
  const day = `от ${printedDay(date)}`
  const said =
    exact.length === 0
      ? `Отгрузка ${day} отменена полностью`
      : `${known ? 'Изменена отгрузка' : 'Отгрузка'} ${day} на ${moneyText(amount)} ₽, строк: ${exact.length}`
  await addEvent(
    trx,
    { deal: deal_number },
    {
      at,
      kind: known ? 'shipment-changed' : 'shipment-added',
      text: said,
      messageId,
      warnings,
    },
  )
  return applied(warnings)
}
