import type { MappingKind, MappingTable, MappingTables, UnmappedValue } from '../model.ts'
import { statesOf } from '../tables.ts'
import { cellColumns, type CellColumn } from './cells.ts'
import { tableOf } from '../kinds.ts'
import { cellTitles, kindTitle, policyWords, stateTitles } from './words.ts'

/** The tables as a page that the customer reads, prints and signs: A4, no scripts, nothing from elsewhere. Pure. */

export interface ReportContent {
  /** Name of the workspace. */
  name: string
  /** The moment, and the IANA zone of the exchange in which it is told. */
  at: Date
  zone: string
  tables: MappingTables
  kinds: readonly MappingKind[]
  unmapped: readonly UnmappedValue[]
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign]!)

const css = `
@page { size: A4 landscape; margin: 15mm 12mm; }
* { box-sizing: border-box; }
body { color: #1a1a1a; font: 10pt/1.35 "Segoe UI", Roboto, "DejaVu Sans", sans-serif; margin: 0 auto; max-width: 275mm; padding: 8mm; }
h1 { font-size: 17pt; margin: 0 0 2mm; }
h2 { break-after: avoid; font-size: 12.5pt; margin: 8mm 0 1mm; }
p { margin: 0 0 2mm; }
.quiet { color: #555; }
table { border-collapse: collapse; width: 100%; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: 0.3mm solid #999; overflow-wrap: anywhere; padding: 1mm 1.6mm; text-align: left; vertical-align: top; }
th { background: #eee; font-weight: 600; }
.number { text-align: right; width: 9mm; }
.attention { background: #fff3d6; }
.signatures { break-inside: avoid; display: flex; gap: 20mm; margin-top: 14mm; }
.signatures div { flex: 1; }
.line { border-bottom: 0.3mm solid #1a1a1a; height: 10mm; }
@media print { body { padding: 0; } th, .attention { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`

/** Columns that some row fills; what is the same emptiness everywhere takes no room. */
const columnsOf = ({ rows }: MappingTable): CellColumn[] =>
  cellColumns.filter(
    (column) => column !== 'archived' && column !== 'broken' && rows.some((row) => row[column]),
  )

const modeWords: Readonly<Record<string, string>> = { kit: 'комплект', alternatives: 'на выбор' }

function section(kind: MappingKind, table: MappingTable): string {
  const states = statesOf(table, kind)
  const columns = columnsOf(table)
  const policyRow = table.policy.on === 'default' ? table.policy.row : ''
  const standIn = table.rows.find(({ id }) => id === policyRow)
  const named = standIn ? standIn.site_name || standIn.name_1c || standIn.site_id : policyRow
  const rows = table.rows.map((row, index) => {
    const state = states.get(row.id)!
    const cells = columns.map((column) => {
      const text = String(row[column] ?? '')
      return `<td>${escaped(column === 'mode' ? (modeWords[text] ?? text) : text)}</td>`
    })
    const attention = state === 'mapped' || state === 'archived' ? '' : ' class="attention"'
    return `<tr${attention}><td class="number">${index + 1}</td>${cells.join('')}<td>${stateTitles[state]}</td></tr>`
  })
  const heads = columns.map((column) => `<th>${cellTitles[column]}</th>`).join('')
  const body =
    rows.length === 0
      ? '<p>Строк нет.</p>'
      : `<table><thead><tr><th class="number">№</th>${heads}<th>Состояние</th></tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`
  return `<section>
<h2>${escaped(kindTitle(kind, table.own).ru)}</h2>
<p class="quiet">Строк: ${rows.length}. ${escaped(policyWords(table.policy, named))}</p>
${body}
</section>`
}

function unmappedSection(values: readonly UnmappedValue[], tables: MappingTables): string {
  const rows = values.map(
    ({ kind, direction, value, name, times, subjects }) =>
      `<tr><td>${escaped(kindTitle(kind, tables[kind]?.own).ru)}</td><td>${direction === 'site_to_1c' ? 'с сайта в 1С' : 'из 1С на сайт'}</td>` +
      `<td>${escaped(value)}</td><td>${escaped(name)}</td><td class="number">${times}</td>` +
      `<td>${escaped(subjects.slice(0, 10).join(', '))}${subjects.length > 10 ? ` и ещё ${subjects.length - 10}` : ''}</td></tr>`,
  )
  return `<section>
<h2>Значения из обмена без строки</h2>
${
  rows.length === 0
    ? '<p>Таких значений нет.</p>'
    : `<table><thead><tr><th>Таблица</th><th>Направление</th><th>Значение</th><th>Название</th><th>Раз</th><th>Ждут заказы</th></tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`
}
</section>`
}

const signature = (who: string): string =>
  `<div>${who}<div class="line"></div><span class="quiet">должность, подпись, расшифровка, дата</span></div>`

/** The page. Whatever stands in the tables is text in it. */
export function mappingReport({ name, at, zone, tables, kinds, unmapped }: ReportContent): string {
  const date = new Intl.DateTimeFormat('ru', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: zone,
  }).format(at)
  return `<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>Таблицы соответствий — ${escaped(name)}</title>
<style>${css}</style>
</head>
<body>
<h1>Таблицы соответствий</h1>
<p>${escaped(name)}</p>
<p class="quiet">Составлено ${escaped(date)} (${escaped(zone)}).</p>
${kinds.map((kind) => section(kind, tableOf(tables, kind))).join('\n')}
${unmappedSection(
  unmapped.filter(({ kind }) => kinds.includes(kind)),
  tables,
)}
<div class="signatures">${signature('Согласовано, заказчик')}${signature('Исполнитель')}</div>
</body>
</html>
`
}
