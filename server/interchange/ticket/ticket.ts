import { release } from 'node:os'
import type { WorkspaceDocument } from '../../storage/document-schema.ts'
import type { Outgoing } from '../export/outgoing.ts'
import { harFile } from '../har/write.ts'
import type { Masker, RuleHits } from '../masking/masker.ts'
import { extensionOf } from './extension.ts'
import { reportPage } from './report.ts'
import type { ZipFile } from './zip.ts'

export interface TicketOptions {
  /** The same entries, as often as they are asked for. */
  entries(): AsyncIterable<Outgoing>
  count: number
  masker: Masker
  /** Counted once over the entries. */
  hits: readonly RuleHits[]
  document: WorkspaceDocument
  version: string
  at: Date
}

const README = `Набор для тикета, собран программой «Обмен».

report.html   отчёт для чтения: откройте в браузере, скриптов и внешних ссылок в нём нет
entries.har   те же записи в формате HAR 1.2: открываются в «Обмене», в браузере и в других программах
bodies/       тела запросов и ответов отдельными файлами
obmen.json    настройки рабочего пространства: адреса и имена учётных записей есть, паролей нет
versions.json версии программ
masking.txt   какие правила сколько значений скрыли
`

async function* once(text: string): AsyncGenerator<string> {
  yield text
}

const versions = (version: string): Record<string, string> => ({
  obmen: version,
  node: process.versions.node,
  ...(process.versions['electron'] ? { electron: process.versions['electron'] } : {}),
  os: `${process.platform} ${release()} ${process.arch}`,
})

/** `masking.txt`: what was hidden, without a trace of it. */
export function maskingText(hits: readonly RuleHits[]): string {
  const lines = hits.map(({ title, on, hits: places, values }) =>
    on ? `${title.ru}: скрыто мест ${places}, разных значений ${values}` : `${title.ru}: ПРАВИЛО ВЫКЛЮЧЕНО`,
  )
  return `Правила, по которым скрыты данные. Одинаковые значения скрыты одинаково.\n\n${lines.join('\n')}\n`
}

async function* bodies(entries: AsyncIterable<Outgoing>): AsyncGenerator<ZipFile> {
  async function* content(bytes: Uint8Array) {
    yield bytes
  }
  for await (const entry of entries)
    for (const part of ['request', 'response'] as const) {
      const { bytes, contentType } = entry[part]
      if (bytes.length === 0) continue
      yield { name: `bodies/${entry.id}-${part}${extensionOf(bytes, contentType)}`, content: content(bytes) }
    }
}

/** The files of a ticket. */
export async function* ticketFiles(options: TicketOptions): AsyncGenerator<ZipFile> {
  const { entries, count, masker, hits, document, version, at } = options
  const told = versions(version)
  const facts: [string, string][] = [
    ['Рабочее пространство', masker.text(document.name)],
    ['Записей', String(count)],
    ['Собрано', at.toISOString()],
    ...Object.entries(told),
  ]
  yield { name: 'README.txt', content: once(README) }
  yield { name: 'report.html', content: reportPage(entries(), { title: 'Обмен: записи журнала', facts }) }
  yield { name: 'entries.har', content: harFile(entries(), version) }
  yield* bodies(entries())
  // Tables of correspondences are a matter of their own and as large as they like.
  const { mappings: _, ...settings } = document
  yield { name: 'obmen.json', content: once(`${masker.text(JSON.stringify(settings, null, 2))}\n`) }
  yield { name: 'versions.json', content: once(`${JSON.stringify(told, null, 2)}\n`) }
  yield { name: 'masking.txt', content: once(maskingText(hits)) }
}
