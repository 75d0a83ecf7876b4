import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Operation, ReaderMode } from '../../contracts/operation.ts'
import type { Clock } from '../../storage/clock.ts'
import type { StoredBody } from '../../storage/bodies.ts'
import type { Readable } from 'node:stream'
import type { Journal } from '../journal.ts'
import { judgeAnswer } from '../judge.ts'
import type { JournalEntry } from '../model.ts'
import { draftOf } from '../sent.ts'
import { recordedEntry, send, type FilePart, type WireRequest } from '../transport.ts'

export interface ExchangeDeps {
  journal: Journal
  clock: Clock
  /** Id of this running bench, the first half of `X-Obmen-Entry`. */
  instance: string
  /** How answers of an operation are read. */
  reader(operation: Operation): ReaderMode
  /** @default 60_000 (AD-47) */
  timeoutMs?: number
}

/** A recorded body goes through a file when it is larger: it may be hundreds of megabytes. */
const MEMORY_LIMIT = 1024 * 1024

const NO_BYTES: Uint8Array = new Uint8Array()

/** Sends a request in place of a recorded one and records it once, naming the old entry. @returns the number of the new entry */
export async function sendAgain(
  deps: ExchangeDeps,
  entry: JournalEntry,
  operation: Operation | null,
  given: Omit<WireRequest, 'body'> & {
    /** `null`: the recorded bytes. */
    body: Uint8Array | (StoredBody & { open(): Readable }) | null
    /** @default that of the entry */
    subject?: string
    /** The number of the entry that this repeats, `null` for a request that was not recorded. @default the entry */
    repeats?: number | null
    signal?: AbortSignal
  },
): Promise<number> {
  const { journal, clock, instance, timeoutMs = 60_000 } = deps
  const { signal, subject = entry.subject, repeats = entry.id, ...request } = given

  async function exchange(body: Uint8Array | FilePart, recorded: Uint8Array | StoredBody): Promise<number> {
    const sent = await send({ ...request, body }, { clock, timeoutMs, signal })
    const here = recordedEntry(sent.answer, instance)
    if (here !== null) {
      if (repeats !== null) await journal.markRepeat(here, repeats)
      return here
    }
    // Texts and XML of CommerceML are no messages: nothing of them is judged here.
    const judged = operation !== null && Object.keys(operation.responses).length > 0
    const judgement =
      sent.answer && judged ? judgeAnswer(operation, sent.answer, deps.reader(operation)) : null
    // The request is the recorded one, and so is what was found in it.
    const requestFindings = given.body === null ? entry.findings.filter(({ part }) => part === 'request') : []
    const { from, to } = entry
    return journal.record(
      draftOf({
        from,
        to,
        operation,
        request: { ...request, body: recorded },
        sent,
        judgement,
        requestFindings,
        subject,
        ...(repeats === null ? {} : { repeats }),
      }),
    )
  }

  /** Through a file, so that no more of it than a piece is in memory. */
  async function streamed(stored: StoredBody, stream: Readable): Promise<number> {
    const folder = await mkdtemp(join(tmpdir(), 'obmen-replay-'))
    try {
      const file = join(folder, 'body')
      await pipeline(stream, createWriteStream(file))
      return await exchange({ file, start: 0, end: stored.bytes }, stored)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  if (given.body instanceof Uint8Array) return exchange(given.body, given.body)
  if (given.body !== null) {
    const { sha256, bytes, open } = given.body
    return streamed({ sha256, bytes }, open())
  }
  if (!entry.request || entry.requestBytes === 0) return exchange(NO_BYTES, NO_BYTES)
  if (entry.requestBytes <= MEMORY_LIMIT) {
    const body = (await journal.body(entry.id, 'request'))?.bytes ?? NO_BYTES
    return exchange(body, body)
  }
  const { stream, bytes } = (await journal.bodyStream(entry.id, 'request'))!
  return streamed({ sha256: entry.request.sha256, bytes }, stream)
}
