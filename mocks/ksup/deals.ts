import type { Selectable } from 'kysely'
import { dealStates } from '../../server/contracts/ksup/deal-state.ts'
import { liveContact } from './contact-store.ts'
import { addEvent } from './events.ts'
import type { DealEdit, NewDeal } from './model.ts'
import { dealUnknown, deletedObject, numberTaken } from './refusals.ts'
import { searchText } from './search.ts'
import type { KsupDb, KsupTables, KsupTransaction } from './tables.ts'

/** Deals as they are kept, and what people of КСУП do with them: 1C is told nothing of it (section 8). */

export type StoredDeal = Selectable<KsupTables['ksup_deal']>

/** One that was deleted is there too. @throws Refusal `KSUP-DEAL-UNKNOWN` */
export async function storedDeal(db: KsupDb, number: number): Promise<StoredDeal> {
  const found = await db.selectFrom('ksup_deal').selectAll().where('number', '=', number).executeTakeFirst()
  if (!found) throw dealUnknown(number)
  return found
}

/** @throws Refusal `KSUP-DEAL-UNKNOWN`, `KSUP-DELETED` */
async function liveDeal(db: KsupDb, number: number): Promise<StoredDeal> {
  const deal = await storedDeal(db, number)
  if (deal.deleted === 1) throw deletedObject()
  return deal
}

/** Writes members of a deal, when it changed and how it is found. */
export async function writeDeal(
  db: KsupDb,
  deal: StoredDeal,
  at: string,
  change: Partial<StoredDeal>,
): Promise<StoredDeal> {
  const { title, order_number_1c } = { ...deal, ...change }
  const written = { ...change, updated_at: at, search: searchText(deal.number, title, order_number_1c) }
  await db.updateTable('ksup_deal').set(written).where('number', '=', deal.number).execute()
  return { ...deal, ...written }
}

/** A new deal without an order, «В работе». */
export async function insertDeal(
  db: KsupDb,
  at: string,
  deal: NewDeal & { number: number },
): Promise<StoredDeal> {
  const row: StoredDeal = {
    number: deal.number,
    title: deal.title,
    type: deal.type ?? 'Продажа',
    state: 'active',
    contact: deal.contact ?? null,
    responsible: deal.responsible ?? '',
    order_number_1c: null,
    rows_json: '[]',
    amount: 0,
    shipped: 0,
    received: 0,
    opened_at: at,
    closed_at: null,
    updated_at: at,
    deleted: 0,
    search: searchText(deal.number, deal.title),
  }
  await db.insertInto('ksup_deal').values(row).execute()
  return row
}

/** Numbers above it are those that people gave; new ones go on below. */
const GIVEN_FROM = 1_000_000_000

/** The number after the last one. */
export async function nextDealNumber(db: KsupDb): Promise<number> {
  const { last } = await db
    .selectFrom('ksup_deal')
    .select(({ fn }) => fn.max<number | null>('number').as('last'))
    .where('number', '<', GIVEN_FROM)
    .executeTakeFirstOrThrow()
  return (last ?? 7000) + 1
}

/** @returns its number @throws Refusal `KSUP-DEAL-NUMBER`, `KSUP-CONTACT-UNKNOWN` */
export async function createDeal(trx: KsupTransaction, at: string, deal: NewDeal): Promise<number> {
  const { number = await nextDealNumber(trx) } = deal
  const taken = await trx
    .selectFrom('ksup_deal')
    .select('number')
    .where('number', '=', number)
    .executeTakeFirst()
  if (taken) throw numberTaken(number)
  if (deal.contact) await liveContact(trx, deal.contact)
  await insertDeal(trx, at, { ...deal, number })
  await addEvent(
    trx,
    { deal: number },
    { at, kind: 'opened', text: `Сделка ${number} открыта: «${deal.title}»` },
  )
  return number
}

/** A person edits a deal, and only a person reopens a closed one (DD-34). */
export async function editDeal(
  trx: KsupTransaction,
  at: string,
  number: number,
  edit: DealEdit,
): Promise<void> {
  const deal = await liveDeal(trx, number)
  if (edit.contact) await liveContact(trx, edit.contact)
  const { state, ...others } = edit
  const given = Object.fromEntries(
    Object.entries(others).filter(([name, value]) => value !== undefined && value !== deal[name as 'title']),
  )
  if (Object.keys(given).length > 0) {
    await writeDeal(trx, deal, at, given)
    await addEvent(trx, { deal: number }, { at, kind: 'edited', text: 'Карточка сделки изменена в КСУП' })
  }
  if (state === undefined || state === deal.state) return
  const isOpened = state === 'active'
  await writeDeal(trx, { ...deal, ...given }, at, { state, closed_at: isOpened ? null : at })
  await addEvent(
    trx,
    { deal: number },
    {
      at,
      kind: isOpened ? 'reopened' : 'edited',
      text: `Состояние изменено в КСУП: «${dealStates[deal.state].name}» → «${dealStates[state].name}»`,
    },
  )
}

/** The number stays taken; messages to it find no deal. */
export async function removeDeal(trx: KsupTransaction, at: string, number: number): Promise<void> {
  await writeDeal(trx, await liveDeal(trx, number), at, { deleted: 1 })
  await addEvent(
    trx,
    { deal: number },
    { at, kind: 'deleted', text: 'Сделка удалена; в 1С это не передаётся' },
  )
}
