import type { Operation, Side } from '../contracts/operation.ts'
import type { Journal } from '../journal/journal.ts'
import type { JournalFinding } from '../journal/model.ts'
import { draftOf } from '../journal/sent.ts'
import {
  readPart,
  recordedEntry,
  send,
  type FilePart,
  type Sent,
  type WireRequest,
} from '../journal/transport.ts'
import type { Bodies, StoredBody } from '../storage/bodies.ts'
import type { Clock } from '../storage/clock.ts'

export interface CallRecordedOptions {
  journal: Journal
  bodies: Bodies
  clock: Clock
  /** Id of this running bench. */
  instance: string
}

export interface RecordedCall {
  from: Side
  to: Side
  operation: Operation | null
  request: WireRequest<Uint8Array | FilePart>
  subject: string | null
  timeoutMs: number
  signal?: AbortSignal | undefined
  /** What is to be said of the answer, once it is there. */
  judge?(sent: Sent): JournalFinding[]
}

async function stored(bodies: Bodies, part: FilePart): Promise<StoredBody> {
  const sink = await bodies.sink()
  try {
    for await (const chunk of readPart(part)) await sink.write(chunk as Uint8Array)
  } catch (error) {
    await sink.abort()
    throw error
  }
  return sink.end()
}

/**
 * Sends a request of a protocol that is not made of JSON messages, and records the exchange: once, when the bench calls
 * itself. Whatever the network does is a result; the body may be a part of a file of any size.
 */
export async function callRecorded(
  { journal, bodies, clock, instance }: CallRecordedOptions,
  call: RecordedCall,
): Promise<{ sent: Sent; entry: number }> {
  const { from, to, operation, request, subject, timeoutMs, signal } = call
  const sent = await send(request, { clock, timeoutMs, signal })
  const here = recordedEntry(sent.answer, instance)
  if (here !== null) return { sent, entry: here }
  const body = request.body instanceof Uint8Array ? request.body : await stored(bodies, request.body)
  const findings = call.judge?.(sent) ?? []
  const draft = draftOf({
    from,
    to,
    operation,
    request: { ...request, body },
    sent,
    judgement: null,
    requestFindings: findings,
    subject,
  })
  return { sent, entry: await journal.record(draft) }
}
