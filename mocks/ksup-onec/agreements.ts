import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { codeOf, nextNumber } from './counter.ts'
import { storedCounterparty } from './counterparty-store.ts'
import type { Agreement, AgreementEdit, ListQuery, Page } from './model.ts'
import { agreementUnknown, articleTwice, articleUnknown, periodBackwards } from './refusals.ts'
import { holdsWord, searchText, searchWords } from './search.ts'
import type { OnecDb, OnecTransaction } from './tables.ts'

/** Individual agreements with special prices (D-107, DD-57). */

const agreementRows = (db: OnecDb) =>
  db
    .selectFrom('ksup_onec_agreement as agreement')
    .innerJoin('ksup_onec_counterparty as owner', 'owner.ref', 'agreement.counterparty')

async function shown(db: OnecDb, refs: readonly string[]): Promise<Agreement[]> {
  if (refs.length === 0) return []
  const rows = await agreementRows(db)
    .select([
      'agreement.ref',
      'agreement.number',
      'agreement.first_day',
      'agreement.last_day',
      'agreement.counterparty',
      'owner.name',
    ])
    .where('agreement.ref', 'in', refs)
    .orderBy('agreement.position', 'desc')
    .execute()
  const prices = await db
    .selectFrom('ksup_onec_agreement_price as price')
    .select(['price.agreement', 'price.article', 'price.price'])
    .select(({ selectFrom }) =>
      selectFrom('ksup_onec_item')
        .select(sql<string>`min(name)`.as('name'))
        .whereRef('ksup_onec_item.article', '=', 'price.article')
        .$asScalar()
        .as('name'),
    )
    .where('price.agreement', 'in', refs)
    .orderBy('price.article')
    .execute()
  return rows.map(({ ref, number, first_day: from, last_day: to, counterparty, name }) => ({
    ref,
    number,
    counterparty: { ref: counterparty, name },
    from,
    to,
    prices: prices
      .filter(({ agreement }) => agreement === ref)
      .map(({ article, price, name: item }) => ({ article, name: item ?? '', price })),
  }))
}

/** Newest first. */
export async function agreements(db: OnecDb, query: ListQuery): Promise<Page<Agreement>> {
  let found = agreementRows(db)
  for (const word of searchWords(query.text))
    found = found.where(({ ref, or }) =>
      or([holdsWord(ref('agreement.search'), word), holdsWord(ref('owner.search'), word)]),
    )
  const { total } = await found
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  const refs = await found
    .select('agreement.ref')
    .orderBy('agreement.position', 'desc')
    .limit(query.limit)
    .offset(query.offset ?? 0)
    .execute()
  const rows = await shown(
    db,
    refs.map(({ ref }) => ref),
  )
  return { rows, total }
}

export async function agreementsOf(db: OnecDb, counterparty: string): Promise<Agreement[]> {
  const refs = await agreementRows(db)
    .select('agreement.ref')
    .where('agreement.counterparty', '=', counterparty)
    .execute()
  return shown(
    db,
    refs.map(({ ref }) => ref),
  )
}

/** @throws Refusal `KSUP-ONEC-AGREEMENT-UNKNOWN` */
export async function agreement(db: OnecDb, ref: string): Promise<Agreement> {
  const [found] = await shown(db, [ref])
  if (!found) throw agreementUnknown(ref)
  return found
}

/** @throws Refusal with the price that cannot be agreed on */
async function checkPrices(db: OnecDb, prices: AgreementEdit['prices']): Promise<void> {
  const articles = new Set<string>()
  for (const { article } of prices) {
    if (articles.has(article)) throw articleTwice(article)
    articles.add(article)
  }
  const known = await db
    .selectFrom('ksup_onec_item')
    .select('article')
    .where('article', 'in', [...articles])
    .execute()
  for (const { article } of known) articles.delete(article)
  const [unknown] = articles
  if (unknown !== undefined) throw articleUnknown(unknown)
}

export async function insertAgreement(
  db: OnecDb,
  { ref, number, counterparty, from, to, prices }: AgreementEdit & { ref: string; number: string },
): Promise<void> {
  await db
    .insertInto('ksup_onec_agreement')
    .values({ ref, number, counterparty, first_day: from, last_day: to, search: searchText(number) })
    .execute()
  await insertPrices(db, ref, prices)
}

async function insertPrices(db: OnecDb, agreement: string, prices: AgreementEdit['prices']): Promise<void> {
  for (const { article, price } of prices)
    await db.insertInto('ksup_onec_agreement_price').values({ agreement, article, price }).execute()
}

/** @returns its reference */
export async function saveAgreement(
  trx: OnecTransaction,
  ref: string | null,
  edit: AgreementEdit,
): Promise<string> {
  await storedCounterparty(trx, edit.counterparty)
  if (edit.to !== null && edit.to < edit.from) throw periodBackwards()
  if (edit.prices.length > 0) await checkPrices(trx, edit.prices)
  if (ref === null) {
    const made = { ref: randomUUID(), number: codeOf(await nextNumber(trx, 'agreement')) }
    await insertAgreement(trx, { ...edit, ...made })
    return made.ref
  }
  await agreement(trx, ref)
  await trx
    .updateTable('ksup_onec_agreement')
    .set({ counterparty: edit.counterparty, first_day: edit.from, last_day: edit.to })
    .where('ref', '=', ref)
    .execute()
  await trx.deleteFrom('ksup_onec_agreement_price').where('agreement', '=', ref).execute()
  await insertPrices(trx, ref, edit.prices)
  return ref
}
