import type { Finding } from '../contracts/finding.ts'
import type { Text } from '../contracts/text.ts'
import type { Encoding, EncodingReport } from '../understanding/encoding.ts'
import type { BodyKind } from '../understanding/kinds.ts'
import type { TreeRow } from '../understanding/tree.ts'

/** What the admin API tells of a body. Offsets and sizes in bytes. */

export type BodyFormName =
  'text' | 'tree' | 'canonical' | 'lines' | 'invoice' | 'qr' | 'preview' | 'parts' | 'hex'

export interface BodyForms {
  bytes: number
  contentType: string
  kind: BodyKind
  encoding: EncodingReport & { shown: Encoding | null }
  /** In the order in which they are offered; the first is the one to open with. */
  forms: { form: BodyFormName; summary: Text | null }[]
  /** Why some forms are not there, `null` when none is missing. */
  left: Text | null
}

export interface BodyRange {
  offset: number
  bytes: number
  base64: string
  /** Some of these bytes are personal data and stand as `*`. */
  masked: boolean
}

export interface BodyText {
  offset: number
  /** Where the next piece begins; `null` at the end. */
  next: number | null
  bytes: number
  encoding: Encoding
  text: string
}

export interface TreePage {
  self: TreeRow | null
  rows: TreeRow[]
  more: boolean
  /** Why there is no tree. */
  refused: string | null
}

export interface CanonicalBody {
  json: string | null
  xml: string | null
  /** What was read with liberties, and so is written otherwise; or why nothing was read. */
  findings: Finding[]
}
