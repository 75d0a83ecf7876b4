import { randomUUID } from 'node:crypto'
import { kopecks, thousandths } from '../../server/contracts/decimal.ts'
import { checkNames, type NameChecked } from '../../server/contracts/ksup/name-check.ts'
import {
  ARTICLES_LIMIT,
  type PriceStockAnswer,
  type PriceStockRow,
} from '../../server/contracts/ksup/price-stock-messages.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { addEvent } from './events.ts'
import type { PriceStockView } from './model.ts'
import { requestUnknown, tooManyArticles } from './refusals.ts'
import type { WayToOnec } from './service.ts'
import type { KsupDb, KsupTransaction } from './tables.ts'

/** «Получить цены и остатки» (D-100…D-111): asked now, shown, and written where the names agree. */

/** Requests whose rows a person may still confirm; the oldest is forgotten first. */
const REQUESTS_KEPT = 50

interface Asked {
  answer: PriceStockAnswer
  entry: number | null
  /** Articles whose difference a person has accepted. */
  confirmed: ReadonlySet<string>
  /** Articles whose rows are written. */
  written: ReadonlySet<string>
}

interface PricesDeps {
  db: KsupDb
  onec: Pick<WayToOnec, 'priceStock'>
  /** Changes the base in one transaction. */
  write<Result>(job: (trx: KsupTransaction, at: string) => Promise<Result>): Promise<Result>
}

export interface Prices {
  /** @param contact code of КСУП, or the code of 1C itself @throws Refusal with the code of 1C */
  ask(request: { contact: string | null; articles: string[] }): Promise<PriceStockView>
  /** @throws Refusal `KSUP-REQUEST-UNKNOWN` */
  confirm(request: string, articles: string[]): Promise<PriceStockView>
  forget(): void
}

const priceOf = (roubles: number | null): number | null => (roubles === null ? null : kopecks(roubles))

const exact = (row: PriceStockRow) => ({
  warehouse: row.warehouse,
  available: thousandths(row.available),
  price_retail: priceOf(row.price_retail),
  price_special: priceOf(row.price_special),
  price_contract: priceOf(row.price_contract),
})

type Known = ReadonlyMap<string, { id: number; name: string }>

async function itemsOf(db: KsupDb, rows: readonly PriceStockRow[]): Promise<Known> {
  const found = await db
    .selectFrom('ksup_item')
    .select(['id', 'article', 'name'])
    .where('article', 'in', [...new Set(rows.map(({ article }) => article))])
    .where('deleted', '=', 0)
    .execute()
  return new Map(found.map(({ article, id, name }) => [article, { id, name }]))
}

async function writePrice(
  db: KsupDb,
  item: number,
  { contact_code, as_of }: PriceStockAnswer,
  row: PriceStockRow,
): Promise<void> {
  const values = { ...exact(row), as_of }
  await db
    .insertInto('ksup_item_price')
    .values({ item, contact_code: contact_code ?? '', ...values })
    .onConflict((conflict) => conflict.columns(['item', 'contact_code', 'warehouse']).doUpdateSet(values))
    .execute()
}

function viewOf(
  request: string,
  { answer, entry, written }: Asked,
  checked: readonly NameChecked<PriceStockRow>[],
  known: Known,
): PriceStockView {
  return {
    request,
    contact_code: answer.contact_code,
    as_of: answer.as_of,
    rows: checked.map(({ row, name }) => ({
      article: row.article,
      name: row.name,
      known_name: known.get(row.article)?.name ?? null,
      ...exact(row),
      check: name,
      written: written.has(row.article),
    })),
    errors: answer.errors,
    warnings: answer.warnings,
    entry,
  }
}

export function createPrices({ db, onec, write }: PricesDeps): Prices {
  const requests = new Map<string, Asked>()

  /** Writes the rows whose names agree or were confirmed, each once. */
  async function settle(request: string, asked: Asked): Promise<PriceStockView> {
    const { answer, confirmed } = asked
    const { known, checked, written } = await write(async (trx, at) => {
      const known = await itemsOf(trx, answer.rows)
      const checked = checkNames(answer.rows, (article) => known.get(article)?.name ?? null, confirmed)
      const due = checked.filter(({ row, write }) => write && !asked.written.has(row.article))
      for (const { row } of due) await writePrice(trx, known.get(row.article)!.id, answer, row)
      const text = `Получены цены и остатки${answer.contact_code ? ` для ${answer.contact_code}` : ''}`
      const articles = new Set(due.map(({ row }) => row.article))
      for (const article of articles)
        await addEvent(trx, { item: known.get(article)!.id }, { at, kind: 'prices', text })
      return { known, checked, written: new Set([...asked.written, ...articles]) }
    })
    const next = { ...asked, written }
    requests.set(request, next)
    return viewOf(request, next, checked, known)
  }

  async function contactCode(contact: string | null): Promise<string | null> {
    if (contact === null) return null
    const own = await db
      .selectFrom('ksup_contact')
      .select('code_1c')
      .where('code_ksup', '=', contact)
      .executeTakeFirst()
    return own ? own.code_1c : contact
  }

  return {
    async ask({ contact, articles }) {
      const wanted = [...new Set(articles)]
      if (wanted.length > ARTICLES_LIMIT) throw tooManyArticles(ARTICLES_LIMIT)
      const reply = await onec.priceStock({ contact_code: await contactCode(contact), articles: wanted })
      if (!reply.ok) throw new Refusal(reply.code, { ru: reply.message, en: reply.message })
      const view = await settle(randomUUID(), {
        answer: reply.answer,
        entry: reply.entry,
        confirmed: new Set(),
        written: new Set(),
      })
      if (requests.size > REQUESTS_KEPT) requests.delete(requests.keys().next().value!)
      return view
    },
    async confirm(request, articles) {
      const asked = requests.get(request)
      if (!asked) throw requestUnknown()
      return settle(request, { ...asked, confirmed: new Set([...asked.confirmed, ...articles]) })
    },
    forget: () => requests.clear(),
  }
}
