import type { Message, Operation, ReaderMode, ReadOptions, ReadResult } from '../contracts/operation.ts'
import { keptBody } from '../contracts/regate/disclosure.ts'
import { judgeAnswer } from '../journal/judge.ts'
import type { JournalFinding } from '../journal/model.ts'
import type { RecognisedEntry } from '../journal/recognise-entry.ts'
import { withMultipart } from '../ksup/multipart.ts'
import type { Bodies, StoredBody } from '../storage/bodies.ts'
import { readCmlAnswer, readCmlRequest } from './cml-reading.ts'
import { notes, type WireNote } from './faults.ts'
import { readQuery } from './query-reading.ts'

/** A larger body is recorded and not read: reading would hold up everything else that goes through the bench. */
const READ_LIMIT = 2 * 1024 * 1024

export interface Readers {
  bodies: Pick<Bodies, 'get'>
  reader(operation: Operation): ReaderMode
  readOptions(): ReadOptions
}

export interface PartBody {
  body: Uint8Array | StoredBody
  contentType: string
  /** Its content coding could not be undone: nothing can be read of it. */
  coded: boolean
}

export interface AnswerBody extends PartBody {
  status: number
  headers: [string, string][]
}

/** What the contract says of both messages of an exchange. */
export interface Read {
  requestValue: unknown
  responseValue: unknown
  findings: JournalFinding[]
  code: string | null
  notes: WireNote[]
  /** Bodies of a contract that has texts and files instead of messages. */
  bytes: { request: Uint8Array | null; response: Uint8Array | null }
}

const sizeOf = (body: Uint8Array | StoredBody): number =>
  body instanceof Uint8Array ? body.length : body.bytes

/** `null` for a body that is not to be read. */
async function bytesOf({ body, coded }: PartBody, { bodies }: Readers): Promise<Uint8Array | null> {
  if (coded || sizeOf(body) > READ_LIMIT) return null
  return body instanceof Uint8Array ? body : bodies.get(body.sha256)
}

/** The message that a request of the operation is, a form with a file included where its receiver takes one (DD-10). */
function messageOf({ request, queryMessage }: Operation): Message | null {
  if (request?.alsoReads?.includes('multipart/form-data')) return withMultipart(request)
  return request ?? queryMessage ?? null
}

/** The value of a request with what was found in it; `null` when it was not read. */
export async function readRequest(
  { operation }: RecognisedEntry,
  request: PartBody,
  readers: Readers,
): Promise<ReadResult<unknown> | null> {
  const message = messageOf(operation)
  if (!message || sizeOf(request.body) === 0) return null
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

const inPart = (part: 'request' | 'response') => (finding: Omit<JournalFinding, 'part'>) => ({
  ...finding,
  part,
})

/**
 * Holds an exchange against its operation.
 * @param url path with query, as the real side gets it
 * @param answer `null` when there was none, or not the whole of it
 */
export async function readExchange(
  recognised: RecognisedEntry,
  url: string,
  request: PartBody,
  answer: AnswerBody | null,
  readers: Readers,
): Promise<Read> {
  const read: Read = {
    requestValue: null,
    responseValue: null,
    findings: [],
    code: null,
    notes: [],
    bytes: { request: null, response: null },
  }
  for (const part of [request, answer])
    if (part && sizeOf(part.body) > READ_LIMIT) read.notes.push(notes.unchecked(sizeOf(part.body)))
  if (recognised.contract) await readMessages(recognised, url, request, answer, readers, read)
  else await readTexts(recognised, url, request, answer, readers, read)
  return read
}

async function readMessages(
  recognised: RecognisedEntry,
  url: string,
  request: PartBody,
  answer: AnswerBody | null,
  readers: Readers,
  read: Read,
): Promise<void> {
  const { operation } = recognised
  const [mode, options] = [readers.reader(operation), readers.readOptions()]
  const asked = await readRequest(recognised, request, readers)
  if (asked) read.requestValue = asked.value
  const found = asked ? asked.findings : readQuery(operation, url, mode, options)
  read.findings.push(...found.map(inPart('request')))
  const bytes = answer && (await bytesOf(answer, readers))
  if (!answer || !bytes) return
  const judged = judgeAnswer(operation, { ...answer, bytes }, mode, options)
  read.responseValue = judged.value
  read.code = judged.code
  read.findings.push(...judged.findings)
}

/** CommerceML: texts and files instead of messages. */
async function readTexts(
  { operation }: RecognisedEntry,
  url: string,
  request: PartBody,
  answer: AnswerBody | null,
  readers: Readers,
  read: Read,
): Promise<void> {
  const sent = await bytesOf(request, readers)
  read.bytes.request = sent
  if (sent) {
    const { findings, notes: said } = readCmlRequest(operation, url, sent)
    read.findings.push(...findings.map(inPart('request')))
    read.notes.push(...said)
  }
  const heard = answer && (await bytesOf(answer, readers))
  read.bytes.response = heard
  if (!answer || !heard) return
  const { findings, notes: said } = readCmlAnswer(operation, answer.status, heard)
  read.findings.push(...findings.map(inPart('response')))
  read.notes.push(...said)
}

/** What the journal may keep of a request: no card number that the real side refused (BD-41). */
export function keptRequest(
  recognised: RecognisedEntry | null,
  body: Uint8Array | StoredBody,
  code: string | null,
): Uint8Array | StoredBody {
  if (recognised?.contract?.id.startsWith('regate') !== true || !(body instanceof Uint8Array)) return body
  return keptBody(body, code)
}
