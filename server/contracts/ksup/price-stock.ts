import { fromKopecks, fromThousandths } from '../decimal.ts'
import type {
  ArticleCode,
  ArticleError,
  PriceStockAnswer,
  PriceStockRequest,
  PriceStockRow,
} from './price-stock-messages.ts'
import { articleCodes, warningCodes } from './errors.ts'

/** How 1C answers about prices and stock (section 6.8, DD-53…DD-57). Money is kopecks, quantities are thousandths. */

/** Days as `YYYY-MM-DD`; `null` is an open end. */
export interface Period {
  from: string
  to: string | null
}

export interface Agreement extends Period {
  /** Kopecks by article. */
  prices: Readonly<Record<string, number>>
}

export interface PricedItem {
  article: string
  name: string
  /** Meets the conditions of the export (D-32…D-35). */
  exported: boolean
  /** «Стандартная». */
  retail: number | null
  /** «Акционная». */
  special: (Period & { price: number }) | null
  /** «Доступно» by warehouse; one without stock has no entry. */
  available: Readonly<Record<string, number>>
}

export interface PriceStockBase {
  items: readonly PricedItem[]
  /** The configured warehouses: two of them (D-102). */
  warehouses: readonly string[]
  /** Agreements of the counterparty with this code, `null` when there is no such counterparty. */
  agreementsOf(code1c: string): readonly Agreement[] | null
}

/** `true` on both of its ends, too. Days compare as texts. */
const inForce = ({ from, to }: Period, today: string): boolean =>
  from <= today && (to === null || today <= to)

/**
 * The price of the agreement for an article (DD-57): of those in force today that have a price for it, the one with the
 * latest start; on a tie the lowest price. `null` when there is none.
 */
export function contractPrice(
  agreements: readonly Agreement[],
  article: string,
  today: string,
): number | null {
  const candidates = agreements.filter(
    (agreement) => inForce(agreement, today) && Object.hasOwn(agreement.prices, article),
  )
  const latest = candidates.reduce((start, { from }) => (from > start ? from : start), '')
  const prices = candidates.filter(({ from }) => from === latest).map(({ prices: all }) => all[article]!)
  return prices.length === 0 ? null : Math.min(...prices)
}

const roubles = (price: number | null): number | null => (price === null ? null : fromKopecks(price))

/** One row for every configured warehouse, also without stock (DD-55); no price is null, never 0 (DD-56). */
export function rowsOf(
  item: PricedItem,
  {
    warehouses,
    agreements,
    today,
  }: { warehouses: readonly string[]; agreements: readonly Agreement[]; today: string },
): PriceStockRow[] {
  const prices = {
    price_retail: roubles(item.retail),
    price_special: roubles(item.special && inForce(item.special, today) ? item.special.price : null),
    price_contract: roubles(contractPrice(agreements, item.article, today)),
  }
  return warehouses.map((warehouse) => ({
    name: item.name,
    article: item.article,
    warehouse,
    available: fromThousandths(item.available[warehouse] ?? 0),
    ...prices,
  }))
}

const articleError = (article: string, code: ArticleCode): ArticleError => ({
  article,
  code,
  message: articleCodes[code].meaning.ru,
})

/**
 * The answer of 1C: rows of the articles that are found, an error for each of the others (DD-53).
 * @param asOf local time of the answer; its day decides what is in force
 */
export function priceStockAnswer(
  { contact_code, articles }: PriceStockRequest,
  base: PriceStockBase,
  asOf: string,
): PriceStockAnswer {
  const today = asOf.slice(0, 10)
  const code = contact_code === undefined || contact_code === '' ? null : contact_code
  const agreements = code === null ? null : base.agreementsOf(code)
  const rows: PriceStockRow[] = []
  const errors: ArticleError[] = []
  const found = new Map<string, PricedItem[]>()
  for (const item of base.items) found.set(item.article, [...(found.get(item.article) ?? []), item])
  for (const article of new Set(articles)) {
    const [item, ...others] = found.get(article) ?? []
    if (!item) errors.push(articleError(article, 'KS-ARTICLE-UNKNOWN'))
    else if (others.length > 0) errors.push(articleError(article, 'KS-ARTICLE-AMBIGUOUS'))
    else if (!item.exported) errors.push(articleError(article, 'KS-ARTICLE-FORBIDDEN'))
    else rows.push(...rowsOf(item, { warehouses: base.warehouses, agreements: agreements ?? [], today }))
  }
  const unknownContact = {
    code: 'W-CONTACT-UNKNOWN',
    pointer: '/contact_code',
    message: warningCodes['W-CONTACT-UNKNOWN'].meaning.ru,
  }
  return {
    as_of: asOf,
    contact_code: code,
    currency: 'RUB',
    rows,
    errors,
    warnings: agreements === null ? [unknownContact] : [],
  }
}
