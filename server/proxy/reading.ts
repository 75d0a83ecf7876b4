import type { Operation, ReaderMode, ReadOptions, ReadResult } from '../contracts/operation.ts'
import { keptBody } from '../contracts/regate/disclosure.ts'
import { judgeAnswer } from '../journal/judge.ts'
import type { JournalFinding } from '../journal/model.ts'
import type { Bodies, StoredBody } from '../storage/bodies.ts'
import { notes, type WireNote } from './faults.ts'
import type { Recognised } from './recognise.ts'

/** A larger body is recorded and not read: reading would hold up everything else that goes through the bench. */
const READ_LIMIT = 2 * 1024 * 1024

export interface Readers {
  bodies: Bodies
  reader(operation: Operation): ReaderMode
  readOptions(): ReadOptions
}

export interface PartBody {
  body: Uint8Array | StoredBody
  contentType: string
  /** Its content coding could not be undone: nothing can be read of it. */
  coded: boolean
}

/** What the contract says of both messages of an exchange. */
export interface Read {
  requestValue: unknown
  responseValue: unknown
  findings: JournalFinding[]
  code: string | null
  notes: WireNote[]
}

const nothing: Read = { requestValue: null, responseValue: null, findings: [], code: null, notes: [] }

const sizeOf = (body: Uint8Array | StoredBody): number =>
  body instanceof Uint8Array ? body.length : body.bytes

/** `null` for a body that is not to be read. */
async function bytesOf({ body, coded }: PartBody, { bodies }: Readers): Promise<Uint8Array | null> {
  if (coded || sizeOf(body) > READ_LIMIT) return null
  return body instanceof Uint8Array ? body : bodies.get(body.sha256)
}

const isMultipart = ({ contentType }: PartBody): boolean => /^multipart\//i.test(contentType)

/** The value of a request with what was found in it; `null` when it was not read. */
export async function readRequest(
  { operation }: Recognised,
  request: PartBody,
  readers: Readers,
): Promise<ReadResult<unknown> | null> {
  const message = operation.request ?? operation.queryMessage
  if (!message || sizeOf(request.body) === 0 || isMultipart(request)) return null
  const bytes = await bytesOf(request, readers)
  return (
    bytes &&
    message.read(
      { bytes, contentType: request.contentType },
      readers.reader(operation),
      readers.readOptions(),
    )
  )
}

/**
 * Holds an exchange against its operation.
 * @param answer `null` when there was none, or not the whole of it
 */
export async function readExchange(
  recognised: Recognised,
  request: PartBody,
  answer: (PartBody & { status: number; headers: [string, string][] }) | null,
  readers: Readers,
): Promise<Read> {
  const { operation, contract } = recognised
  if (!contract) return nothing
  const read: Read = { ...nothing, findings: [], notes: [] }
  for (const part of [request, answer])
    if (part && sizeOf(part.body) > READ_LIMIT) read.notes.push(notes.unchecked(sizeOf(part.body)))

  const asked = await readRequest(recognised, request, readers)
  if (asked) {
    read.requestValue = asked.value
    read.findings.push(...asked.findings.map((finding) => ({ ...finding, part: 'request' as const })))
  }
  const bytes = answer && (await bytesOf(answer, readers))
  if (answer && bytes) {
    const { status, headers, contentType } = answer
    const judged = judgeAnswer(
      operation,
      { status, headers, contentType, bytes },
      readers.reader(operation),
      readers.readOptions(),
    )
    read.responseValue = judged.value
    read.code = judged.code
    read.findings.push(...judged.findings)
  }
  return read
}

/** What the journal may keep of a request: no card number that the real side refused (BD-41). */
export function keptRequest(
  recognised: Recognised | null,
  body: Uint8Array | StoredBody,
  code: string | null,
): Uint8Array | StoredBody {
  if (recognised?.contract?.id.startsWith('regate') !== true || !(body instanceof Uint8Array)) return body
  return keptBody(body, code)
}
