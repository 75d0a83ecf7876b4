import type { BodyPart, Journal } from '../../journal/journal.ts'
import type { JournalEntry } from '../../journal/model.ts'
import { headerOf } from '../../journal/transport.ts'
import type { Text } from '../../contracts/text.ts'
import type { Masker } from '../masking/masker.ts'

/** A body as it may leave. `left`: why it stays where it is. */
export interface OutgoingBody {
  bytes: Uint8Array
  contentType: string
  /** Size of what was recorded. */
  size: number
  left: Text | null
}

/** An entry as it may leave: every text of it is masked. */
export interface Outgoing extends Omit<JournalEntry, 'request' | 'response'> {
  request: OutgoingBody
  response: OutgoingBody
}

/** Bodies beyond this are told of and not put into files, which others have to open. */
export const BODY_BOUND = 16 * 1024 * 1024

const NO_BYTES = new Uint8Array()

const tooLarge: Text = {
  ru: 'тело больше 16 МиБ, в файл не вошло',
  en: 'the body is over 16 MiB and is not in the file',
}
const notMaskable: Text = {
  ru: 'двоичное тело: скрыть в нём данные нельзя, поэтому не вошло',
  en: 'a binary body: nothing in it can be hidden, so it is left out',
}

export interface OutgoingOptions {
  journal: Journal
  masker: Masker
  /** Bodies that cannot be masked go too: somebody has said so. */
  binaries: boolean
}

async function outgoingBody(
  entry: JournalEntry,
  part: BodyPart,
  { journal, masker, binaries }: OutgoingOptions,
): Promise<OutgoingBody> {
  const size = part === 'request' ? entry.requestBytes : entry.responseBytes
  const contentType = entry[part]?.contentType ?? ''
  if (size > BODY_BOUND) return { bytes: NO_BYTES, contentType, size, left: tooLarge }
  const recorded = await journal.body(entry.id, part)
  if (!recorded) return { bytes: NO_BYTES, contentType, size, left: null }
  const coding = headerOf(
    part === 'request' ? entry.requestHeaders : entry.responseHeaders,
    'content-encoding',
  )
  const masked = masker.bytes(recorded.bytes, recorded.contentType, {
    coding: coding ?? '',
    opaque: binaries,
  })
  return {
    bytes: masked ?? NO_BYTES,
    contentType: recorded.contentType,
    size,
    left: masked ? null : notMaskable,
  }
}

/** Entries one after another, masked; one that was removed meanwhile is passed over. */
export async function* outgoing(ids: readonly number[], options: OutgoingOptions): AsyncGenerator<Outgoing> {
  const { journal, masker } = options
  for (const id of ids) {
    const entry = await journal.entry(id)
    if (!entry) continue
    const request = await outgoingBody(entry, 'request', options)
    const response = await outgoingBody(entry, 'response', options)
    const masked = (text: string | null) => text && masker.text(text)
    yield {
      ...entry,
      url: masker.url(entry.url),
      path: masker.url(entry.path),
      subject: masked(entry.subject),
      failure: masked(entry.failure),
      requestHeaders: masker.headers(entry.requestHeaders),
      responseHeaders: masker.headers(entry.responseHeaders),
      findings: entry.findings.map((finding) => ({
        ...finding,
        message: { ru: masker.text(finding.message.ru), en: masker.text(finding.message.en) },
        ...(finding.value === undefined ? {} : { value: masker.at(finding.pointer, finding.value) }),
        ...(finding.expected === undefined ? {} : { expected: masker.at(finding.pointer, finding.expected) }),
      })),
      // What the mappings made of names of people is in nobody's interest.
      replacements: [],
      keys: entry.keys.map(({ kind, value }) => ({ kind, value: masker.text(value) })),
      request,
      response,
    }
  }
}
