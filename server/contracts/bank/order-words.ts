/** Order numbers in the purpose of a payment (regate section 8.3, step 3). */

/** A purpose of a payment is at most a few hundred characters; more words than this cannot name orders. */
const MAX_WORDS = 200

/**
 * A whole word: letters and digits, with hyphens and slashes inside. What a point or a comma ties to other digits (a date, an
 * amount) is not one. Nothing after the word may continue it, otherwise `18` would be found in `18.09.2025`.
 */
const WORD =
  /(?<![\p{L}\p{N}_/-]|\p{N}[.,:])[\p{L}\p{N}]+(?:[-/_][\p{L}\p{N}]+)*(?![\p{L}\p{N}_/-]|[.,:]\p{N})/gu

const MONTH = 'январ|феврал|март|апрел|ма[йя](?!\\p{L})|июн|июл|август|сентябр|октябр|ноябр|декабр'
/** Bare digits with a measure after them, or after «НДС» or a month, are a rate, a sum, a day or a year. */
const MEASURE_AFTER = new RegExp(
  `^\\s*(?:%|процент|руб|коп|р\\.|г\\.|г(?!\\p{L})|год|шт(?!\\p{L})|кг(?!\\p{L})|${MONTH})`,
  'iu',
)
const MEASURE_BEFORE = new RegExp(`(?:НДС|(?:${MONTH})\\p{L}*)\\s*\\(?$`, 'iu')

/** `№`, `N`, `No.` before a number are one sign, and typographic hyphens are hyphens. */
const plain = (purpose: string): string =>
  purpose.replace(/[\u2010-\u2015\u2212]/g, '-').replace(/(?<![\p{L}\p{N}])No?\.?\s*(?=\p{N})/giu, '№')

/** The digits of an order number without leading zeros: `00-00000417` -> `417`; `''` when it has none. */
export function bareNumber(orderNumber: string): string {
  return orderNumber.replace(/\D/g, '').replace(/^0+/, '')
}

/**
 * The words of a purpose that may be an order number, upper case, each once: what to look orders up by, among their
 * `order_number` and among their `bareNumber`.
 */
export function orderWords(purpose: string): string[] {
  const text = plain(purpose)
  const words = new Set<string>()
  for (const match of text.matchAll(WORD)) {
    const word = match[0]
    if (!/\d/.test(word)) continue
    const measured =
      MEASURE_AFTER.test(text.slice(match.index + word.length, match.index + word.length + 20)) ||
      MEASURE_BEFORE.test(text.slice(Math.max(0, match.index - 20), match.index))
    if (/^\d+$/.test(word) && measured) continue
    words.add(word.toUpperCase())
    if (words.size === MAX_WORDS) break
  }
  return [...words]
}

/** How a word of `orderWords` names an order: by its full number, by its digits, or not. */
export function namedAs(word: string, orderNumber: string): 'full' | 'digits' | null {
  if (word === orderNumber.toUpperCase()) return 'full'
  return word === bareNumber(orderNumber) ? 'digits' : null
}
