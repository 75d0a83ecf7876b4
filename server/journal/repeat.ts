import { randomUUID } from 'node:crypto'
import type { Operation } from '../contracts/operation.ts'
import { Refusal } from '../storage/refusal.ts'
import { entryUnknown } from './journal.ts'
import type { JournalEntry } from './model.ts'
import { addressAt, realHost } from './replay/address.ts'
import { sendAgain, type ExchangeDeps } from './replay/exchange.ts'
import type { Account } from './replay/model.ts'
import { prepare } from './replay/prepare.ts'
import { newState } from './replay/state.ts'

export interface RepeatDeps extends ExchangeDeps {
  operations: readonly Operation[]
  /**
   * The account to send with now. `null` when the address of the entry belongs to no side of the workspace any more:
   * then none is sent.
   */
  credentials(entry: JournalEntry): Promise<Account | null>
}

/**
 * «Повторить»: sends the request of an entry again, the same bytes to the same address, with the account of today, a
 * fresh `X-Request-Id` and a fresh `Idempotency-Key` (so that it is carried out, not answered from memory). A system that
 * is not on this machine is called by a replay only, whose plan a person has seen.
 * @returns a function from the number of an entry to the number of the new one, which names the first in `repeats`;
 *   it throws Refusal `JOURNAL-ENTRY-UNKNOWN`, `REPLAY-CONFIRM`
 */
export function createRepeat(deps: RepeatDeps): (id: number) => Promise<number> {
  const { journal, clock } = deps
  return async function repeat(id) {
    const entry = await journal.entry(id)
    if (!entry) throw entryUnknown(id)
    const operation = deps.operations.find((known) => known.id === entry.operation) ?? null
    const url = addressAt(entry, operation, null)
    const host = realHost(url)
    if (host !== null)
      throw new Refusal('REPLAY-CONFIRM', {
        ru: `Запрос ушёл бы на ${host}, это не этот компьютер. Выберите «Повторить…»: там виден план и есть подтверждение.`,
        en: `The request would go to ${host}, which is not this machine. Use "Replay…": it shows the plan and asks.`,
      })
    const { method, headers } = prepare(newState([], new Map()), {
      entry,
      url,
      // The very bytes: what the body names stays as it was.
      text: null,
      edit: null,
      off: new Set(),
      account: await deps.credentials(entry),
      now: clock(),
      uuid: randomUUID,
    })
    return sendAgain(deps, entry, operation, { method, url, headers, body: null })
  }
}
