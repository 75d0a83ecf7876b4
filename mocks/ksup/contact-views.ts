import type { Selectable } from 'kysely'
import { contactCreation, mainAddress } from '../../server/contracts/ksup/conditions.ts'
import { addressesOf, contactFacts, storedContact } from './contact-store.ts'
import { dealRows } from './deal-views.ts'
import { eventsOf } from './events.ts'
import type { ContactCard, ContactRow, ListQuery, Page } from './model.ts'
import { holdsWord, searchWords } from './search.ts'
import type { KsupDb, KsupTables } from './tables.ts'

/** Contacts as the screens show them. */

type Counted = Selectable<KsupTables['ksup_contact']> & { active_tasks: number; deals: number }

const shown = (contact: Counted): ContactRow => ({
  code_ksup: contact.code_ksup,
  name: contact.name,
  type: contact.type,
  email: mainAddress(addressesOf(contact.emails_json)),
  phone: mainAddress(addressesOf(contact.phones_json)),
  code_1c: contact.code_1c,
  link: contact.link,
  active_tasks: contact.active_tasks,
  deals: contact.deals,
  deleted: contact.deleted === 1,
})

const counted = (db: KsupDb) =>
  db
    .selectFrom('ksup_contact')
    .selectAll('ksup_contact')
    .select(({ selectFrom, fn }) => [
      selectFrom('ksup_task')
        .select(fn.countAll<number>().as('n'))
        .whereRef('ksup_task.contact', '=', 'ksup_contact.code_ksup')
        .where('ksup_task.active', '=', 1)
        .$asScalar()
        .$notNull()
        .as('active_tasks'),
      selectFrom('ksup_deal')
        .select(fn.countAll<number>().as('n'))
        .whereRef('ksup_deal.contact', '=', 'ksup_contact.code_ksup')
        .where('ksup_deal.deleted', '=', 0)
        .$asScalar()
        .$notNull()
        .as('deals'),
    ])

/** By name, the deleted ones last. */
export async function contactRows(
  db: KsupDb,
  query: ListQuery & { link?: ContactRow['link'] | undefined },
): Promise<Page<ContactRow>> {
  let found = db.selectFrom('ksup_contact')
  if (query.link !== undefined) found = found.where('link', '=', query.link)
  for (const word of searchWords(query.text))
    found = found.where(({ ref }) => holdsWord(ref('ksup_contact.search'), word))
  const { total } = await found
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const rows = await counted(db)
    .where('code_ksup', 'in', found.select('ksup_contact.code_ksup'))
    .orderBy('ksup_contact.deleted')
    .orderBy('ksup_contact.search')
    .limit(query.limit)
    .offset(query.offset ?? 0)
    .execute()
  return { rows: rows.map(shown), total }
}

/** A card shows so many deals. */
const DEALS_SHOWN = 100

/** @throws Refusal `KSUP-CONTACT-UNKNOWN` */
export async function contactCard(db: KsupDb, code: string): Promise<ContactCard> {
  const contact = await storedContact(db, code)
  const row = await counted(db).where('code_ksup', '=', code).executeTakeFirstOrThrow()
  const tasks = await db
    .selectFrom('ksup_task')
    .selectAll()
    .where('contact', '=', code)
    .orderBy('id')
    .execute()
  const deals = await dealRows(db, { contact: code, limit: DEALS_SHOWN })
  return {
    ...shown(row),
    emails: addressesOf(contact.emails_json),
    phones: addressesOf(contact.phones_json),
    tasks: tasks.map(({ id, title, active, has_order }) => ({
      id,
      title,
      active: active === 1,
      has_order: has_order === 1,
    })),
    deal_rows: deals.rows,
    verdict: contactCreation(await contactFacts(db, contact)),
    request:
      contact.request_id === null
        ? null
        : {
            message_id: contact.request_id,
            code: contact.request_code,
            message: contact.request_message,
            at: contact.request_at!,
          },
    events: await eventsOf(db, { contact: code }),
  }
}
