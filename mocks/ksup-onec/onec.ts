import type { Kysely } from 'kysely'
import type { PrintedOrder } from '../../server/invoice/order-form/model.ts'
import type { ContractClient } from '../../server/http/client.ts'
import { createIdempotencyStore, keysOf } from '../../server/http/idempotency.ts'
import { createOutbox } from '../../server/outbox/create-outbox.ts'
import type { Changes } from '../../server/storage/changes.ts'
import type { Clock } from '../../server/storage/clock.ts'
import type { Database } from '../../server/storage/database.ts'
import type { KsupSettings } from '../../server/storage/document-schema.ts'
import { systemTimers, type Timers } from '../../server/storage/timers.ts'
import { agreement, agreements, saveAgreement } from './agreements.ts'
import { createBehaviour } from './behaviour.ts'
import { cards, saveCard } from './cards.ts'
import { write, type OnecContext } from './context.ts'
import { mergeCounterparties, saveCounterparty } from './counterparties.ts'
import { counterpartyVerdicts } from './counterparty-telling.ts'
import { counterpartyCard, counterpartyRows } from './counterparty-views.ts'
import { countsOf } from './counts.ts'
import { createDocuments } from './documents/documents.ts'
import { messageSettled } from './documents/settled.ts'
import { itemVerdicts } from './item-telling.ts'
import { groupRows, itemCard, itemRows } from './item-views.ts'
import { saveGroup, saveItem, warehouses } from './items.ts'
import { clearBase, isEmpty, seedBase } from './seed.ts'
import { sendMessage } from './sending.ts'
import { serviceHandlers } from './service-handlers.ts'
import type { KsupOnec } from './service.ts'
import { directorySettled } from './settled.ts'
import type { KsupOnecTables } from './tables.ts'

export { ksupOnecMigrations } from './tables.ts'

export interface KsupOnecDeps {
  db: Database
  clock: Clock
  changes: Changes
  /** As they stand now. */
  settings(): KsupSettings
  /** 1C's client of the integration server, wherever that is. */
  client: ContractClient
  print(order: PrintedOrder): Uint8Array
  timers?: Timers
  report(error: unknown): void
}

/** The simulated 1C that exchanges with КСУП. Nothing is sent until `start`. */
export function createKsupOnec(deps: KsupOnecDeps): KsupOnec {
  const { clock, changes, settings, client, print, timers = systemTimers, report } = deps
  const db = deps.db.withTables<KsupOnecTables>() as Kysely<KsupOnecTables>
  const outbox = createOutbox({
    db: deps.db,
    sender: 'onec',
    clock,
    changes,
    area: 'ksup-onec',
    timers,
    zone: () => settings().zone,
    send: (message, signal) => sendMessage(client, message, signal),
    async settled(trx, settlement) {
      await directorySettled(trx, settlement)
      await messageSettled(trx, settlement)
    },
    report,
  })
  const context: OnecContext = {
    db,
    clock,
    changes,
    settings,
    outbox,
    print,
    verdictsOf: {
      counterparty: (base, ref) => counterpartyVerdicts(base, outbox, ref),
      item: (base, ref) => itemVerdicts(base, outbox, ref),
    },
  }
  const behaviour = createBehaviour(timers)
  const documents = createDocuments(context)
  const idempotency = keysOf(createIdempotencyStore({ db: deps.db, clock }), 'ksup-onec')

  return {
    ...documents,
    service: { handlers: serviceHandlers(context, behaviour), idempotency },
    outbox,
    start: () => outbox.start(),
    async stop() {
      behaviour.release()
      await outbox.stop()
    },
    seed: (demo) => write(context, (trx) => seedBase(trx, clock().toISOString(), demo)),
    empty: () => isEmpty(db),
    async reset() {
      behaviour.release()
      await outbox.clear()
      await write(context, clearBase)
    },

    mode: () => behaviour.mode(),
    setMode: (mode, slowMs) => behaviour.set(mode, slowMs),
    counts: async () => ({ ...(await countsOf(db)), operator: (await documents.operatorList()).length }),

    counterparties: (query) => counterpartyRows(db, query),
    counterparty: (ref) => counterpartyCard(db, outbox, ref),
    async saveCounterparty(ref, edit) {
      return counterpartyCard(
        db,
        outbox,
        await write(context, (trx) => saveCounterparty(trx, outbox, ref, edit)),
      )
    },
    async mergeCounterparties(from, into) {
      await write(context, (trx) => mergeCounterparties(trx, from, into))
      return counterpartyCard(db, outbox, into)
    },

    groups: () => groupRows(db),
    async saveGroup(ref, edit) {
      await write(context, (trx) => saveGroup(trx, outbox, ref, edit))
      return groupRows(db)
    },
    items: (query) => itemRows(db, query),
    item: (ref) => itemCard(db, outbox, ref),
    async saveItem(ref, edit) {
      return itemCard(db, outbox, await write(context, (trx) => saveItem(trx, outbox, ref, edit)))
    },
    warehouses: () => warehouses(db),

    cards: () => cards(db),
    async saveCard(code, owner) {
      await write(context, (trx) => saveCard(trx, code, owner))
      return cards(db)
    },
    agreements: (query) => agreements(db, query),
    async saveAgreement(ref, edit) {
      return agreement(db, await write(context, (trx) => saveAgreement(trx, ref, edit)))
    },
  }
}
