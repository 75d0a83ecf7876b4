import { decodeText } from '../masking/encoding.ts'
import type { Outgoing, OutgoingBody } from '../export/outgoing.ts'
import { codeRow, operationOf } from './codes.ts'

/** The readable report of a ticket: one page without scripts and without anything from outside, made to be printed too. */

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const EXCERPT = 4000

const sideNames: Readonly<Record<string, string>> = {
  onec: '1С',
  site: 'сайт',
  ksup: 'КСУП',
  restore: 'сервер приложений',
  buyer: 'покупатель',
}

const severities = { error: 'ошибка', warning: 'предупреждение', info: 'замечание' } as const

const STYLE = `
:root { color-scheme: light dark; font: 14px/1.45 system-ui, sans-serif }
body { margin: 2em auto; max-width: 72em; padding: 0 1em }
h1 { font-size: 1.5em } h2 { border-top: 1px solid #8886; font-size: 1.15em; margin-top: 2em; padding-top: 1em }
table { border-collapse: collapse; width: 100% } td, th { padding: .15em .7em .15em 0; text-align: left; vertical-align: top }
th { color: #777; font-weight: 500 }
pre { background: #8881; overflow-wrap: anywhere; padding: .7em; white-space: pre-wrap }
.error { color: #c33 } .warning { color: #a60 } .muted { color: #777 }
@media print { h2 { break-after: avoid } pre { font-size: 10px } a { color: inherit } }
`

const when = (at: string): string => at.replace('T', ' ').replace('Z', ' UTC')

/** In a sentence, what the exchange was and how it ended. */
function happened({ from, to, operation, status, failure, durationMs, validity }: Outgoing): string {
  const who = `${sideNames[from ?? ''] ?? 'неизвестный'} → ${sideNames[to ?? ''] ?? 'неизвестный'}`
  const what = operationOf(operation)?.title.ru ?? 'обмен вне известных контрактов'
  const end =
    failure !== null
      ? `ответа нет: ${failure}`
      : status === null
        ? 'ответ не записан'
        : `ответ ${status} за ${Math.round(durationMs)} мс`
  const judged = {
    valid: 'по контракту',
    untidy: 'с допущениями',
    invalid: 'с ошибками',
    unchecked: 'не проверялось',
  }
  return `${who}: ${what}; ${end}; ${judged[validity]}.`
}

function findings({ findings: found }: Outgoing): string {
  if (found.length === 0) return ''
  const rows = found.map(
    ({ part, severity, code, line, column, pointer, message, value }) =>
      `<tr class="${severity}"><td>${severities[severity]}</td><td>${escaped(code)}</td><td>${part === 'request' ? 'запрос' : 'ответ'} ${line}:${column} ${escaped(pointer)}</td><td>${escaped(message.ru)}${value === undefined ? '' : ` <code>${escaped(value)}</code>`}</td></tr>`,
  )
  return `<h3>Замечания</h3><table>${rows.join('')}</table>`
}

function code(entry: Outgoing): string {
  if (entry.code === null) return ''
  const row = codeRow(entry.code)
  return row
    ? `<p><b>${escaped(row.code)}</b>: ${escaped(row.meaning.ru)}<br><b>Что делать:</b> ${escaped(row.action.ru)}</p>`
    : `<p><b>${escaped(entry.code)}</b></p>`
}

const headers = (list: readonly [string, string][]): string =>
  list.length === 0
    ? ''
    : `<table>${list.map(([name, value]) => `<tr><th>${escaped(name)}</th><td>${escaped(value)}</td></tr>`).join('')}</table>`

function body({ bytes, contentType, size, left }: OutgoingBody): string {
  if (left) return `<p class="muted">${size} байт: ${escaped(left.ru)}</p>`
  if (bytes.length === 0) return '<p class="muted">тела нет</p>'
  const text = decodeText(bytes, contentType)?.text
  if (text === undefined) return `<p class="muted">${size} байт, двоичное</p>`
  const cut = text.length > EXCERPT ? `\n… ещё ${text.length - EXCERPT} знаков, целиком в папке bodies` : ''
  return `<pre>${escaped(text.slice(0, EXCERPT) + cut)}</pre>`
}

function section(entry: Outgoing): string {
  return `<section id="e${entry.id}"><h2>${entry.id}. ${escaped(entry.method)} ${escaped(entry.url)}</h2>
<p>${escaped(happened(entry))} <span class="muted">${when(entry.at)}${entry.subject ? `, ${escaped(entry.subject)}` : ''}</span></p>
${code(entry)}${findings(entry)}
<h3>Запрос</h3>${headers(entry.requestHeaders)}${body(entry.request)}
<h3>Ответ</h3>${headers(entry.responseHeaders)}${body(entry.response)}</section>`
}

/** `report.html`. */
export async function* reportPage(
  entries: AsyncIterable<Outgoing>,
  about: { title: string; facts: readonly [string, string][] },
): AsyncGenerator<string> {
  yield `<!doctype html><html lang="ru"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>${escaped(about.title)}</title><style>${STYLE}</style></head><body><h1>${escaped(about.title)}</h1>${headers([...about.facts])}`
  for await (const entry of entries) yield `\n${section(entry)}`
  yield '\n</body></html>\n'
}
