import { documentsOfBody, type BodyReading } from '../../invoice/sources/body.ts'
import type { Journal } from '../../journal/journal.ts'
import { lookAt } from '../../understanding/examine.ts'
import { openedBodies, type BodyAddress } from '../opened-bodies.ts'

/** Documents in a body of the journal; in a form or an archive those of its parts. */

/** Parts of one body that are looked into. */
const PARTS_LIMIT = 20

export interface EntryDocuments extends BodyReading {
  /** Of the body they were found in. */
  text: string
}

export async function documentsOfEntry(
  journal: Pick<Journal, 'bodyStream'>,
  { id, part, inner }: { id: number; part: BodyAddress['part']; inner?: string | undefined },
  zone: string,
): Promise<EntryDocuments> {
  const opened = openedBodies(journal)
  const address: BodyAddress = { id, part, inner: inner ? inner.split('/').map(Number) : [] }
  const whole = await opened.whole(address)
  if (whole.kind !== 'multipart' && whole.kind !== 'zip') return documentsOf(whole, zone)
  const parts = (await opened.parts(address)).slice(0, PARTS_LIMIT)
  for (const { index, closed } of parts) {
    if (closed) continue
    const found = documentsOf(await opened.whole({ ...address, inner: [...address.inner, index] }), zone)
    if (found.documents.length > 0) return found
  }
  return { documents: [], findings: [], text: '' }
}

function documentsOf(
  { bytes, contentType, text }: { bytes: Uint8Array; contentType: string; text: string | null },
  zone: string,
): EntryDocuments {
  return { ...documentsOfBody(lookAt({ bytes, contentType }).body, zone), text: text ?? '' }
}
