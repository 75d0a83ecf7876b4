import type { MessageKind } from '../contracts/ksup/direction.ts'
import type { Verdict } from '../contracts/ksup/conditions.ts'
import { moneyText, quantityText } from '../contracts/decimal.ts'
import type { OutboxRow, OutboxStatus } from '../outbox/model.ts'
import type { Told } from './exchange-ksup-sides.ts'

/** What a person at a terminal is told of the exchange with КСУП. */

const kinds: Readonly<Record<MessageKind, string>> = {
  'contact-create': 'новый контакт в 1С',
  'contact-link': 'код 1С контакта',
  'contact-change': 'изменение контакта',
  'item-create': 'новая номенклатура',
  'item-change': 'изменение номенклатуры',
  'order-add': 'заказ: add',
  'order-change': 'заказ: change',
  'order-cancel': 'заказ: cancel',
  'order-finished': 'заказ: finished',
  income: 'доход',
  'income-unassigned': 'неразнесённый доход',
  'shipment-add': 'отгрузка: add',
  'shipment-change': 'отгрузка: change',
  retail: 'чек: roznica',
  'retail-no-card': 'чек: roznicanocard',
}

/** `заказ: add — уйдёт: первое проведение`, with the requirement that each reason comes from. */
export function describeVerdict({ kind, wouldSend, reasons }: Verdict): string {
  const why = reasons.map(({ text, source }) => `${text.ru} (${source})`).join(', ')
  return `${kinds[kind]} — ${wouldSend ? 'уйдёт' : 'не уйдёт'}${why === '' ? '' : `: ${why}`}`
}

const states: Readonly<Record<OutboxRow['state'], string>> = {
  new: 'ждёт отправки',
  sending: 'отправляется',
  delivered: 'доставлено',
  waiting: 'ждёт повтора',
  parked: 'отложено',
  ignored: 'пропущено',
}

/** What the sender has and whether it is stopped, in one line or two. */
export function describeStatus({ counts, stopped }: OutboxStatus): string {
  const lines = [
    (Object.keys(states) as OutboxRow['state'][])
      .filter((state) => counts[state] > 0)
      .map((state) => `${states[state]} ${counts[state]}`)
      .join(', ') || 'очередь пуста',
  ]
  if (stopped)
    lines.push(`Очередь стоит: ${stopped.code} ${stopped.message}. Исправьте учётную запись и продолжите`)
  return lines.join('\n')
}

export const outboxTable = (rows: readonly OutboxRow[]): string =>
  tableText(
    ['Создано', 'Объект', 'Сообщение', 'Состояние', 'Попыток', 'Повтор', 'Причина'],
    rows.map(({ created_at, title, kind, state, attempts, next_at, code, message }) => [
      created_at.slice(0, 19),
      title,
      kinds[kind],
      states[state],
      String(attempts),
      next_at?.slice(0, 19) ?? '',
      [code, message].filter(Boolean).join(' '),
    ]),
    [4],
  )

/** A row of prices and stock; money in kopecks, quantities in thousandths. */
export interface PriceRow {
  article: string
  name: string
  warehouse: string
  available: number
  price_retail: number | null
  price_special: number | null
  price_contract: number | null
  /** Whether КСУП calls it the same (D-110); none when it was not asked. */
  check?: 'same' | 'differs' | 'unknown'
}

const checks = { same: '', differs: 'не совпадает название', unknown: 'нет в КСУП' } as const
const price = (kopecks: number | null): string => (kopecks === null ? '—' : moneyText(kopecks))

export const priceTable = (rows: readonly PriceRow[]): string =>
  tableText(
    ['Артикул', 'Название', 'Склад', 'Доступно', 'Розница', 'Спец. розница', 'По соглашению', ''],
    rows.map((row) => [
      row.article,
      row.name,
      row.warehouse,
      quantityText(row.available),
      price(row.price_retail),
      price(row.price_special),
      price(row.price_contract),
      row.check === undefined ? '' : checks[row.check],
    ]),
    [3, 4, 5, 6],
  )

/** `200 applied, 34 мс`, or what went wrong. */
export function describeTold({ ok, status, code, message, value, durationMs }: Told): string {
  const took = `${Math.round(durationMs)} мс`
  if (!ok) return `${status ?? 'ответа нет'}, ${took} — ${[code, message].filter(Boolean).join(' ')}`
  const {
    result,
    deal_number,
    warnings = [],
  } = (value ?? {}) as {
    result?: string
    deal_number?: number
    warnings?: { code: string; message: string }[]
  }
  const said = [String(status), result, deal_number === undefined ? '' : `сделка ${deal_number}`]
  return [
    `${said.filter(Boolean).join(' ')}, ${took}`,
    ...warnings.map((warning) => `  ${warning.code} ${warning.message}`),
  ].join('\n')
}

/** Columns of even width; those of `numbers` stand to the right. */
function tableText(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly number[],
): string {
  const lines = [titles, ...rows]
  const widths = titles.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)))
  return lines
    .map((line) =>
      line
        .map((cell, i) => (numbers.includes(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
