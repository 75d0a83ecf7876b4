import { moneyText } from '../../server/contracts/decimal.ts'
import { onecTimeText, toLocalTime } from '../../server/contracts/time.ts'
import { ACCOUNT_PATH, pieces } from './account.ts'
import type { AccountOrder } from './model.ts'

/** The account as a plain page, the way a shop would show it. No scripts; its only style is in the page. */

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escape = (text: string): string => text.replace(/[&<>"']/g, (char) => escapes[char]!)

const STYLE = `
  body { font: 15px/1.5 Roboto, "Segoe UI", Arial, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #222 }
  table { border-collapse: collapse; width: 100% }
  th, td { text-align: left; padding: .45rem .6rem; border-bottom: 1px solid #ddd; vertical-align: top }
  td.sum, th.sum { text-align: right; white-space: nowrap }
  tr:has(+ tr > .notice) > td, tr:has(+ tr > .message) > td { border-bottom: 0 }
  .notice { color: #c00 }
  .message { color: #8a5a00 }
  .lines { color: #555; font-size: 13px }
  header { display: flex; justify-content: space-between; align-items: baseline }
`

/** Content security policy of the page. */
export const ACCOUNT_CSP =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"

const page = (title: string, body: string): string =>
  `<!doctype html>
<html lang="ru">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${STYLE}</style>
<body>${body}</body>
</html>
`

function orderRows(order: AccountOrder, zone: string): string {
  const lines = order.lines
    .map(
      ({ name, quantity, unit, total }) =>
        `${escape(name)}, ${escape([pieces(quantity), unit].join(' ').trim())}, ${moneyText(total)} ₽`,
    )
    .join('<br>')
  const invoice = order.invoice ? `<a href="${escape(order.invoice)}">Скачать счёт</a>` : ''
  const under = [
    ...(order.notice ? [`<tr><td colspan="5" class="notice">${escape(order.notice)}</td></tr>`] : []),
    ...order.messages.map(({ ru }) => `<tr><td colspan="5" class="message">${escape(ru)}</td></tr>`),
  ]
  return `<tr>
  <td>${escape(order.order_number)}<div class="lines">${lines}</div></td>
  <td>${onecTimeText(toLocalTime(new Date(order.order_time), zone))}</td>
  <td>${escape(order.status)}${order.waybill ? `<div class="lines">Накладная ${escape(order.waybill)}</div>` : ''}</td>
  <td class="sum">${moneyText(order.total)} ₽</td>
  <td>${invoice}</td>
</tr>
${under.join('\n')}`
}

/** @param zone IANA zone that the dates are shown in */
export function accountPage(customer: string, orders: readonly AccountOrder[], zone: string): string {
  const table =
    orders.length === 0
      ? '<p>Заказов пока нет.</p>'
      : `<table>
<thead><tr><th>Заказ</th><th>Дата</th><th>Состояние</th><th class="sum">Сумма</th><th>Счёт</th></tr></thead>
<tbody>${orders.map((order) => orderRows(order, zone)).join('\n')}</tbody>
</table>`
  return page(
    'Личный кабинет',
    `<header><h1>Личный кабинет</h1>
<form method="post" action="${ACCOUNT_PATH}/sign-out">${escape(customer)} <button>Выйти</button></form></header>
<h2>Заказы</h2>
${table}`,
  )
}

export function signedOutPage(): string {
  return page(
    'Личный кабинет',
    '<h1>Личный кабинет</h1><p>Вход не выполнен. Выберите покупателя в разделе «Личный кабинет» стенда.</p>',
  )
}

export function notFoundPage(what: string): string {
  return page(
    'Не найдено',
    `<h1>Не найдено</h1><p>${escape(what)}</p><p><a href="${ACCOUNT_PATH}">Личный кабинет</a></p>`,
  )
}
