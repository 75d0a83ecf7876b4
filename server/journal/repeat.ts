import { randomUUID } from 'node:crypto'
import type { Operation, ReaderMode } from '../contracts/operation.ts'
import type { Clock } from '../storage/clock.ts'
import { entryUnknown, type Journal } from './journal.ts'
import { judgeAnswer } from './judge.ts'
import type { JournalEntry } from './model.ts'
import { draftOf } from './sent.ts'
import { basicAuthorization, recordedEntry, send } from './transport.ts'

export interface RepeatDeps {
  journal: Journal
  clock: Clock
  /** Id of this running bench, the first half of `X-Obmen-Entry`. */
  instance: string
  operations: readonly Operation[]
  /** How answers of an operation are read. */
  reader(operation: Operation): ReaderMode
  /**
   * The account to send with now. `null` when the address of the entry belongs to no side of the workspace any more:
   * then none is sent.
   */
  credentials(entry: JournalEntry): Promise<{ user: string; password: string } | null>
  /** @default 60_000 (AD-47) */
  timeoutMs?: number
}

/** Headers that belong to one connection, were masked, or are made anew. */
const notRepeated = new Set([
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'transfer-encoding',
])

const fresh = new Set(['x-request-id', 'idempotency-key'])

async function headersOf(entry: JournalEntry, deps: RepeatDeps): Promise<[string, string][]> {
  const kept = entry.requestHeaders
    .filter(([name]) => !notRepeated.has(name.toLowerCase()))
    .map(([name, value]): [string, string] => [name, fresh.has(name.toLowerCase()) ? randomUUID() : value])
  const authorized = entry.requestHeaders.some(([name]) => name.toLowerCase() === 'authorization')
  const account = authorized ? await deps.credentials(entry) : null
  return account ? [...kept, ['Authorization', basicAuthorization(account)]] : kept
}

/**
 * «Повторить»: sends the request of an entry again, the same bytes to the same address, with the account of today, a
 * fresh `X-Request-Id` and a fresh `Idempotency-Key` (so that it is carried out, not answered from memory).
 * @returns a function from the number of an entry to the number of the new one, which names the first in `repeats`;
 *   it throws Refusal `JOURNAL-ENTRY-UNKNOWN`
 */
export function createRepeat(deps: RepeatDeps): (id: number) => Promise<number> {
  const { journal, clock, instance, timeoutMs = 60_000 } = deps
  return async function repeat(id) {
    const entry = await journal.entry(id)
    if (!entry) throw entryUnknown(id)
    const recorded = await journal.body(id, 'request')
    const request = {
      method: entry.method,
      url: entry.url,
      headers: await headersOf(entry, deps),
      body: recorded?.bytes ?? new Uint8Array(),
    }
    const sent = await send(request, { clock, timeoutMs })
    const here = recordedEntry(sent.answer, instance)
    if (here !== null) {
      await journal.markRepeat(here, id)
      return here
    }
    const operation = deps.operations.find((known) => known.id === entry.operation) ?? null
    const judgement = sent.answer && operation && judgeAnswer(operation, sent.answer, deps.reader(operation))
    // The request is the recorded one, and so is what was found in it.
    const requestFindings = entry.findings.filter(({ part }) => part === 'request')
    const { from, to, subject } = entry
    return journal.record(
      draftOf({ from, to, operation, request, sent, judgement, requestFindings, subject, repeats: id }),
    )
  }
}
