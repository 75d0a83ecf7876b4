import { randomUUID } from 'node:crypto'
import { DEFAULT_ZONE } from '../contracts/time.ts'
import type { Operation } from '../contracts/operation.ts'
import { Refusal } from '../storage/refusal.ts'
import { entryUnknown } from './journal.ts'
import type { JournalEntry } from './model.ts'
import { addressAt, realHost, type Reach } from './replay/address.ts'
import type { ExchangeDeps } from './replay/exchange.ts'
import type { Account } from './replay/model.ts'
import { newState } from './replay/state.ts'
import { sendStep } from './replay/step.ts'

export interface RepeatDeps extends ExchangeDeps {
  operations: readonly Operation[]
  /**
   * The account to send with now. `null` when the address of the entry belongs to no side of the workspace any more:
   * then none is sent.
   */
  credentials(entry: JournalEntry): Promise<Account | null>
  reach: Reach
}

/**
 * «Повторить»: a step of a replay that is sent alone and whose body is left as it was. It goes to the same address with the
 * account of today, a fresh `X-Request-Id` and a fresh `Idempotency-Key` (so that it is carried out, not answered from memory).
 * A system that is not on this machine is called by a replay only, whose plan a person has seen.
 * @returns a function from the number of an entry to the number of the new one, which names the first in `repeats`;
 *   it throws Refusal `JOURNAL-ENTRY-UNKNOWN`, `REPLAY-CONFIRM`
 */
export function createRepeat(deps: RepeatDeps): (id: number) => Promise<number> {
  return async function repeat(id) {
    const entry = await deps.journal.entry(id)
    if (!entry) throw entryUnknown(id)
    const operation = deps.operations.find((known) => known.id === entry.operation) ?? null
    const host = realHost(deps.reach(addressAt(entry, operation, null)))
    if (host !== null)
      throw new Refusal('REPLAY-CONFIRM', {
        ru: `Запрос ушёл бы на ${host}, это не этот компьютер. Выберите «С изменениями…»: там виден план и есть подтверждение.`,
        en: `The request would go to ${host}, which is not this machine. Use "With changes…": it shows the plan and asks.`,
      })
    const account = await deps.credentials(entry)
    // Without its text the body is not looked into: what it names stays as it was.
    const source = { entry, operation, account, text: null, edit: null, base: null, zone: DEFAULT_ZONE }
    const context = { off: new Set<never>(), now: deps.clock(), uuid: randomUUID }
    return (await sendStep(deps, newState([], new Map()), source, context)).result
  }
}
