import type { Journal } from '../journal/journal.ts'
import type { JournalEntry } from '../journal/model.ts'
import { recogniseEntry } from '../journal/recognise-entry.ts'
import { INLINE_LIMIT } from './body-copy.ts'
import { restOf } from './links.ts'
import { readRequest, type Readers } from './reading.ts'
import { askedOf } from './record.ts'
import type { Recordings } from './recordings.ts'
import type { Link } from './side-links.ts'

/** What became of entries that a link was to play. */
export interface Adopted {
  taken: number
  /** Without an answer of somebody, or gone from the journal. */
  passed: number
}

export interface AdoptionDeps extends Readers {
  journal: Pick<Journal, 'entry' | 'body'>
  recordings: Pick<Recordings, 'add'>
}

/** Path with query as it was written; an address of a HAR is the whole one. */
const pathIn = ({ url, path }: JournalEntry): string =>
  /^[a-z][a-z\d+.-]*:\/\/[^/?#]*([^#]*)/i.exec(url)?.[1] || path

/** An answer that somebody gave: neither a recording that was played, nor a word of the proxy (issue: no recording of a mock's). */
const isAnswer = ({ status, failure, repeats, source, code, connection }: JournalEntry): boolean =>
  status !== null &&
  failure === null &&
  !(source === 'proxy' && repeats !== null) &&
  !(
    source === 'proxy' &&
    [code, ...(connection?.notes ?? []).map((note) => note.code)].includes('PROXY-NOT-RECORDED')
  )

/** Makes entries of the journal, however they came into it, answers that a link plays back. */
export async function adopt(link: Link, ids: readonly number[], deps: AdoptionDeps): Promise<Adopted> {
  const { journal, recordings } = deps
  let taken = 0
  for (const id of ids) {
    const entry = await journal.entry(id)
    if (!entry || !isAnswer(entry)) continue
    const { method, status, code, at } = entry
    const path = pathIn(entry)
    const bytes = (await journal.body(id, 'request'))?.bytes ?? new Uint8Array()
    const asked = { method, rest: restOf(link, path), recognised: recogniseEntry(method, path) }
    const contentType = entry.request?.contentType ?? ''
    const read =
      asked.recognised &&
      (await readRequest(asked.recognised, { body: bytes, contentType, coded: false }, deps))
    // As a request of the same size will be known.
    const body =
      bytes.length > INLINE_LIMIT && entry.request
        ? { sha256: entry.request.sha256, bytes: bytes.length }
        : bytes
    await recordings.add({
      entry: id,
      link: link.id,
      ...askedOf(asked, body, read?.value ?? null),
      at,
      method,
      path: asked.rest,
      status,
      code,
      failed: 0,
      playable: 1,
      adopted: 1,
    })
    taken++
  }
  return { taken, passed: ids.length - taken }
}
