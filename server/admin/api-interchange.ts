import { z } from 'zod'
import type { UploadedFile } from '../interchange/import/uploads.ts'
import type { ExportPreview, ImportReport } from '../interchange/model.ts'
import { exportFormats, importKinds } from '../interchange/model.ts'
import { maskRuleIds, type MaskRuleId } from '../interchange/masking/rules.ts'
import type { Text } from '../contracts/text.ts'
import { EntrySelection } from './api-journal.ts'
import { get, post } from './endpoint.ts'

/** The journal's way out and in. What leaves is masked by rules that are shown before. */

export const ExportBody = z.object({
  selection: EntrySelection,
  /** Rules that are applied. */
  rules: z.array(z.enum(maskRuleIds)),
  /** Bodies in which nothing can be hidden go too. */
  binaries: z.boolean().default(false),
})

export const interchangeApi = {
  'interchange.rules': get<{ id: MaskRuleId; title: Text; default: boolean }[]>()('/journal-export/rules'),
  /** What would leave, how often each rule hides something, which bodies stay. */
  'interchange.preview': post<ExportPreview>()('/journal-export/preview', ExportBody),
  /** Makes the file; it is fetched once from `fileAddresses.interchangeFile`. */
  'interchange.export': post<{ token: string; name: string; entries: number }>()(
    '/journal-export',
    ExportBody.extend({ format: z.enum(exportFormats) }),
  ),
  /** Writes files of test data into `fixtures/` of the workspace; names them below it. */
  'interchange.fixtures': post<{ files: string[] }>()('/journal-export/fixtures', ExportBody),
  /** Files come first through `fileAddresses.interchangeUpload`. Without `apply` nothing changes. */
  'interchange.import': post<ImportReport>()(
    '/journal-import',
    z.object({
      tokens: z.array(z.uuid()).min(1).max(2000),
      kind: z.enum(importKinds),
      apply: z.boolean().default(false),
    }),
  ),
  /** A request out of a cURL command, for sending; `body` is its text. */
  'interchange.parseCurl': post<{
    method: string
    url: string
    headers: [string, string][]
    body: string
    notes: Text[]
  }>()('/journal-import/curl', z.object({ text: z.string().max(1_000_000) })),
} as const

/** Bytes of the interchange, by address. */
export const interchangeFiles = {
  interchangeFile: (token: string) => `/api/journal-export/${encodeURIComponent(token)}/file`,
  interchangeUpload: (name: string) => `/api/journal-import/upload?name=${encodeURIComponent(name)}`,
} as const

export type { UploadedFile }
