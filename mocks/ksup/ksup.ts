import type { Kysely } from 'kysely'
import { RETAIL_DEAL_TYPE } from '../../server/contracts/ksup/deal-state.ts'
import type { Changes } from '../../server/storage/changes.ts'
import type { Clock } from '../../server/storage/clock.ts'
import type { Database } from '../../server/storage/database.ts'
import type { KsupSettings } from '../../server/storage/document-schema.ts'
import { systemTimers, type Timers } from '../../server/storage/timers.ts'
import { applyMessage } from './apply/apply.ts'
import { Refused } from './apply/applying.ts'
import { contactCard, contactRows } from './contact-views.ts'
import { liveContact } from './contact-store.ts'
import { createContact, editContact, mergeContacts, removeContact, removeTask, saveTask } from './contacts.ts'
import { countsOf } from './counts.ts'
import { dealCard, dealFile, dealRows } from './deal-views.ts'
import { createDeal, editDeal, removeDeal } from './deals.ts'
import { itemCard, itemRows, removeItem, saveItem } from './items.ts'
import { requestByHand, settleRequest, type Asking } from './linking.ts'
import { createBehaviour } from './mode.ts'
import { closeNotification, notificationRows } from './notifications.ts'
import { createPrices } from './prices.ts'
import { clearBase, isEmpty, seedBase } from './seed.ts'
import type { Applied, Ksup, ReceivedMessage, WayToOnec } from './service.ts'
import type { KsupTables, KsupTransaction } from './tables.ts'

export { ksupMigrations } from './tables.ts'

export interface KsupDeps {
  db: Database
  clock: Clock
  changes: Changes
  /** As they stand now. */
  settings(): KsupSettings
  onec: WayToOnec
  timers?: Timers
  report(error: unknown): void
}

/** The simulated КСУП: what it makes of the messages of 1C, and what its own people do. */
export function createKsup(deps: KsupDeps): Ksup {
  const { clock, changes, settings, onec, timers = systemTimers, report } = deps
  const db = deps.db.withTables<KsupTables>() as Kysely<KsupTables>
  const behaviour = createBehaviour(timers)

  /** One transaction; those who watch hear of it when it is over. */
  async function write<Result>(job: (trx: KsupTransaction, at: string) => Promise<Result>): Promise<Result> {
    const result = await db.transaction().execute((trx) => job(trx, clock().toISOString()))
    changes.publish({ area: 'ksup' })
    return result
  }

  /** A change that may make КСУП ask 1C for a counterparty, in the same transaction (DD-13). */
  async function ask<Result>(job: (asking: Asking) => Promise<Result>): Promise<Result> {
    const result = await write((trx, at) => job({ trx, at, onec }))
    onec.poke()
    return result
  }

  const prices = createPrices({ db, onec, write })

  async function apply(message: ReceivedMessage): Promise<Applied> {
    try {
      const detail = await behaviour.admit()
      if (detail !== null) return { kind: 'unavailable', detail }
      const { messageId, dealType = RETAIL_DEAL_TYPE } = message
      return await write((trx, at) =>
        applyMessage({ trx, at, messageId, responsible: settings().responsible, dealType }, message),
      )
    } catch (error) {
      if (error instanceof Refused) return { kind: 'refused', code: error.code, detail: error.detail }
      report(error)
      return { kind: 'unavailable', detail: 'Внутренняя ошибка КСУП' }
    }
  }

  return {
    apply,
    seed: (demo) => write((trx, at) => seedBase(trx, at, demo)),
    empty: () => isEmpty(db),
    async reset() {
      behaviour.release()
      prices.forget()
      await write(clearBase)
    },
    stop: () => behaviour.release(),

    mode: () => behaviour.mode(),
    setMode: (mode, slowMs) => behaviour.set(mode, slowMs),
    counts: () => countsOf(db),

    contacts: (query) => contactRows(db, query),
    contact: (code) => contactCard(db, code),
    async createContact(edit) {
      return contactCard(db, await ask((asking) => createContact(asking, edit)))
    },
    async editContact(code, edit) {
      await ask((asking) => editContact(asking, code, edit))
      return contactCard(db, code)
    },
    async saveTask(code, task) {
      await ask((asking) => saveTask(asking, code, task))
      return contactCard(db, code)
    },
    async removeTask(code, id) {
      await write((trx) => removeTask(trx, code, id))
      return contactCard(db, code)
    },
    async requestAgain(code) {
      await ask(async (asking) => requestByHand(asking, await liveContact(asking.trx, code)))
      return contactCard(db, code)
    },
    removeContact: (code) => write((trx, at) => removeContact(trx, at, code)),
    async mergeContacts(from, into) {
      await write((trx, at) => mergeContacts(trx, at, { from, into }))
      return contactCard(db, into)
    },
    async requestSettled(trx, settled) {
      await settleRequest(trx.withTables<KsupTables>(), clock().toISOString(), settled)
    },

    items: (query) => itemRows(db, query),
    item: (id) => itemCard(db, id),
    saveItem: async (id, edit) => itemCard(db, await write((trx, at) => saveItem(trx, at, id, edit))),
    removeItem: (id) => write((trx, at) => removeItem(trx, at, id)),

    deals: (query) => dealRows(db, query),
    deal: (number) => dealCard(db, number),
    createDeal: async (deal) => dealCard(db, await write((trx, at) => createDeal(trx, at, deal))),
    async editDeal(number, edit) {
      await write((trx, at) => editDeal(trx, at, number, edit))
      return dealCard(db, number)
    },
    removeDeal: (number) => write((trx, at) => removeDeal(trx, at, number)),
    file: (number, id) => dealFile(db, number, id),

    notifications: (query) => notificationRows(db, query),
    closeNotification: (id) => write((trx, at) => closeNotification(trx, at, id)),

    priceStock: (request) => prices.ask(request),
    confirmPrices: (request, articles) => prices.confirm(request, articles),
  }
}
