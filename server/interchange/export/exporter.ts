import { randomUUID } from 'node:crypto'
import type { Journal } from '../../journal/journal.ts'
import type { Clock } from '../../storage/clock.ts'
import type { WorkspaceDocument } from '../../storage/document-schema.ts'
import { Refusal, WrongInput } from '../../storage/refusal.ts'
import { bashFile, cmdFiles } from '../curl-write.ts'
import { writeFixtures } from '../fixtures.ts'
import { harFile } from '../har/write.ts'
import { httpFile } from '../http-file.ts'
import { createMasker, type Masker, type RuleHits } from '../masking/masker.ts'
import type { MaskRuleId } from '../masking/rules.ts'
import type { ExportFormat, ExportPreview } from '../model.ts'
import { ticketFiles } from '../ticket/ticket.ts'
import { zipped } from '../ticket/zip.ts'
import { outgoing } from './outgoing.ts'

export type Selection = { ids: readonly number[] } | { q: string }

export interface ExportRequest {
  selection: Selection
  rules: readonly MaskRuleId[]
  /** Bodies that cannot be masked go too. */
  binaries: boolean
}

export interface ExportedFile {
  name: string
  type: string
  entries: number
  hits: RuleHits[]
  content: AsyncGenerator<string | Uint8Array>
}

export interface Exporter {
  /** What would leave and what would be hidden. */
  preview(request: ExportRequest): Promise<ExportPreview>
  export(request: ExportRequest, format: ExportFormat): Promise<ExportedFile>
  /** The same for a download by address: the token is good for one. */
  offer(
    request: ExportRequest,
    format: ExportFormat,
  ): Promise<{ token: string; name: string; entries: number }>
  /** @throws Refusal `INTERCHANGE-FILE-UNKNOWN` */
  take(token: string): ExportedFile
  /** @throws Refusal `INTERCHANGE-FIXTURE-EXISTS` */
  fixtures(request: ExportRequest): Promise<string[]>
}

export interface ExporterDeps {
  journal: Journal
  clock: Clock
  version: string
  /** Folder of the workspace. */
  workspace: string
  document(): WorkspaceDocument
}

export const ENTRY_BOUND = 10_000
const BYTE_BOUND = 512 * 1024 * 1024
/** Left-out bodies named in a preview. */
const LISTED = 50
/** Downloads that were offered and not taken. */
const OFFERED = 20

const files: Readonly<Record<ExportFormat, { extension: string; type: string }>> = {
  har: { extension: '.har', type: 'application/json' },
  http: { extension: '.http', type: 'text/plain; charset=utf-8' },
  curl: { extension: '.sh', type: 'text/plain; charset=utf-8' },
  'curl-cmd': { extension: '.zip', type: 'application/zip' },
  ticket: { extension: '.zip', type: 'application/zip' },
}

interface Looked {
  ids: number[]
  masker: Masker
  preview: ExportPreview
}

export function createExporter({ journal, clock, version, workspace, document }: ExporterDeps): Exporter {
  const offered = new Map<string, ExportedFile>()

  async function idsOf(selection: Selection): Promise<number[]> {
    const found = 'ids' in selection ? selection.ids : await journal.find(selection.q, ENTRY_BOUND + 1)
    const ids = [...new Set(found)].sort((a, b) => a - b)
    if (ids.length > ENTRY_BOUND)
      throw new WrongInput('INTERCHANGE-TOO-MANY', {
        ru: `Записей больше ${ENTRY_BOUND}: сузьте отбор, например временем.`,
        en: `There are more than ${ENTRY_BOUND} entries: narrow the query, by time for instance.`,
      })
    return ids
  }

  /** Reads everything once: values are known by their places before the first of them is written anywhere. */
  async function look({ selection, rules, binaries }: ExportRequest): Promise<Looked> {
    const masker = createMasker(new Set(rules))
    const preview: ExportPreview = { entries: 0, bytes: 0, rules: [], left: [] }
    const ids: number[] = []
    for await (const entry of outgoing(await idsOf(selection), { journal, masker, binaries })) {
      ids.push(entry.id)
      preview.entries += 1
      for (const part of ['request', 'response'] as const) {
        const { bytes, left } = entry[part]
        preview.bytes += bytes.length
        if (left && preview.left.length < LISTED) preview.left.push({ entry: entry.id, part, reason: left })
      }
      if (preview.bytes > BYTE_BOUND)
        throw new WrongInput('INTERCHANGE-TOO-LARGE', {
          ru: `Тела выбранных записей больше ${BYTE_BOUND / 1024 / 1024} МиБ: выберите меньше.`,
          en: `The bodies of these entries are over ${BYTE_BOUND / 1024 / 1024} MiB: choose fewer.`,
        })
    }
    if (ids.length === 0)
      throw new WrongInput('INTERCHANGE-NOTHING', {
        ru: 'Выбирать нечего: ни одной такой записи в журнале нет.',
        en: 'Nothing to take: the journal has no such entry.',
      })
    return { ids, masker, preview: { ...preview, rules: masker.hits() } }
  }

  const again = ({ ids, masker }: Looked, binaries: boolean) => outgoing(ids, { journal, masker, binaries })

  function contentOf(
    looked: Looked,
    format: ExportFormat,
    binaries: boolean,
    at: Date,
  ): ExportedFile['content'] {
    const entries = () => again(looked, binaries)
    const makers: Record<ExportFormat, () => ExportedFile['content']> = {
      har: () => harFile(entries(), version),
      http: () => httpFile(entries()),
      curl: () => bashFile(entries()),
      'curl-cmd': () => zipped(cmdFiles(entries)),
      ticket: () => {
        const { masker, preview } = looked
        const options = {
          entries,
          count: preview.entries,
          masker,
          hits: preview.rules,
          document: document(),
          version,
          at,
        }
        return zipped(ticketFiles(options))
      },
    }
    return makers[format]()
  }

  async function exported(request: ExportRequest, format: ExportFormat): Promise<ExportedFile> {
    const looked = await look(request)
    const at = clock()
    const { extension, type } = files[format]
    const stamp = at.toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '-')
    return {
      name: `obmen-${stamp}${extension}`,
      type,
      entries: looked.preview.entries,
      hits: looked.preview.rules,
      content: contentOf(looked, format, request.binaries, at),
    }
  }

  return {
    preview: async (request) => (await look(request)).preview,
    export: exported,
    async offer(request, format) {
      const file = await exported(request, format)
      const token = randomUUID()
      offered.set(token, file)
      for (const oldest of [...offered.keys()].slice(0, -OFFERED)) offered.delete(oldest)
      return { token, name: file.name, entries: file.entries }
    },
    take(token) {
      const file = offered.get(token)
      offered.delete(token)
      if (file) return file
      throw new Refusal('INTERCHANGE-FILE-UNKNOWN', {
        ru: 'Этот файл уже скачан или устарел: соберите его ещё раз.',
        en: 'This file was taken already or is too old: make it once more.',
      })
    },
    fixtures: async (request) => writeFixtures(again(await look(request), request.binaries), workspace),
  }
}
