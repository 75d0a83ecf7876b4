import type { Operation } from '../../contracts/operation.ts'
import type { StoredBody } from '../../storage/bodies.ts'
import type { Readable } from 'node:stream'
import type { JournalEntry } from '../model.ts'
import { addressAt } from './address.ts'
import { bytesOfBody } from './body-text.ts'
import { sendAgain, type ExchangeDeps } from './exchange.ts'
import type { Account, RefreshKind } from './model.ts'
import { prepare, type Prepared } from './prepare.ts'
import type { ReplayState } from './state.ts'

/** A body of any size in place of the recorded one. */
export interface StoredEdit extends StoredBody {
  open(): Readable
}

/** An entry with what has to be known to send it again. */
export interface Source {
  entry: JournalEntry
  operation: Operation | null
  /** The recorded request as text, with its BOM; `null`: it is sent as it is. */
  text: string | null
  /** In place of the recorded body: a text, or bytes that are sent as they are. */
  edit: string | StoredEdit | null
  /** Where the target has this contract; `null`: where the request went. */
  base: string | null
  account: Account | null
  /** IANA zone of its local times. */
  zone: string
}

export interface StepContext {
  off: ReadonlySet<RefreshKind>
  now: Date
  uuid(): string
}

/** What will be sent for a source. A plan and a run go through the same lines. */
export function preparedStep(state: ReplayState, source: Source, context: StepContext): Prepared {
  const { entry, operation, base } = source
  return prepare(state, { ...source, ...context, url: addressAt(entry, operation, base) })
}

/**
 * Sends the request of a source again: what «Повторить» of one entry and every step of a replay do.
 * @returns the number of the new entry, and what was made anew
 */
export async function sendStep(
  deps: ExchangeDeps,
  state: ReplayState,
  source: Source,
  context: StepContext,
): Promise<{ result: number; made: Prepared['made'] }> {
  const { entry, operation, edit } = source
  const { method, url, headers, text, made } = preparedStep(state, source, context)
  const body =
    text !== null
      ? bytesOfBody(text, entry.request?.encoding ?? 'utf-8')
      : edit !== null && typeof edit !== 'string'
        ? edit
        : null
  return { result: await sendAgain(deps, entry, operation, { method, url, headers, body }), made }
}
