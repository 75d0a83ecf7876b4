import { invoiceCarriers } from '../../../server/invoice/sources/carriers.ts'
import { printValue } from '../../../server/journal/query/print.ts'
import { admin } from '../../api/client.ts'
import { refOfEntry } from '../entry-refs.ts'
import type { InvoiceRef } from '../types.ts'

/** A version of a document: one that 1C returned, or a body that was recorded. */
export interface DocumentVersion {
  ref: InvoiceRef
  /** Version in 1C, `null` for a recorded body. */
  seq: number | null
  /** Entry of the journal, `null` for a version of the base. */
  entry: number | null
  /** Instant, ISO 8601. */
  at: string
}

/** Recorded bodies of one document that are offered. */
const RECORDED = 50

/** Every version of a document that there is, newest first. */
export async function versionsOf(ref: InvoiceRef): Promise<DocumentVersion[]> {
  if (ref.source === 'order') return returnedVersions(ref.id)
  const subject = await subjectOf(ref)
  return subject === null ? [] : recordedVersions(subject)
}

async function returnedVersions(id: string): Promise<DocumentVersion[]> {
  const { versions } = await admin.call('site.order', { params: { id } })
  return versions
    .map(({ seq, received_at }) => ({
      ref: { source: 'order' as const, id, seq },
      seq,
      entry: null,
      at: received_at,
    }))
    .sort((a, b) => b.seq - a.seq)
}

async function subjectOf(ref: InvoiceRef): Promise<string | null> {
  if (ref.source === 'entry') return (await admin.call('journal.entry', { params: { id: ref.id } })).subject
  return ref.source === 'regate' || ref.source === 'cml' || ref.source === 'ksup' ? ref.id : null
}

async function recordedVersions(subject: string): Promise<DocumentVersion[]> {
  const q = `op:${Object.keys(invoiceCarriers).join(',')} order:${printValue(subject)}`
  const { rows } = await admin.call('journal.page', { query: { q, limit: RECORDED } })
  return rows.flatMap((row) => {
    const ref = refOfEntry(row)
    return ref ? [{ ref, seq: null, entry: row.id, at: row.at }] : []
  })
}

/** The version before the one that is shown; `null` when it is the first, or the only one. */
export function versionBefore(
  versions: readonly DocumentVersion[],
  shown: InvoiceRef,
  seq: number | null,
): DocumentVersion | null {
  const at = versions.findIndex((one) =>
    shown.source === 'entry' ? one.entry === shown.id : one.entry === null && one.seq === seq,
  )
  return at < 0 ? null : (versions[at + 1] ?? null)
}
