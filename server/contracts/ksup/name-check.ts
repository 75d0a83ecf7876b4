/** КСУП compares names even when the articles match (D-110, DD-58). */

/** A name as far as it counts: spaces, case, ё and the shape of quotes do not. */
export const comparableName = (name: string): string =>
  name
    .normalize('NFC')
    .trim()
    .replace(/[\s\u00A0]+/g, ' ')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[«»“”„‟]/g, '"')
    .replace(/[‘’‚‛]/g, "'")

export const sameName = (ksup: string, onec: string): boolean => comparableName(ksup) === comparableName(onec)

/** What the user sees of a row whose names differ; its values are not written until the user confirms. */
export const NAME_DIFFERS = {
  ru: 'не совпадает название',
  en: 'the names differ',
} as const

export interface NameChecked<Row> {
  row: Row
  /** `differs`: shown, not written. `unknown`: КСУП has no item with the article. */
  name: 'same' | 'differs' | 'unknown'
  write: boolean
}

/**
 * Rows of an answer with prices and stock, each with whether its values may be written.
 * @param nameOf name that КСУП has for an article, `null` when it has none
 * @param confirmed articles whose difference the user has accepted
 */
export function checkNames<Row extends { article: string; name: string }>(
  rows: readonly Row[],
  nameOf: (article: string) => string | null,
  confirmed: ReadonlySet<string> = new Set(),
): NameChecked<Row>[] {
  return rows.map((row) => {
    const known = nameOf(row.article)
    if (known === null) return { row, name: 'unknown', write: false }
    const name = sameName(known, row.name) ? 'same' : 'differs'
    return { row, name, write: name === 'same' || confirmed.has(row.article) }
  })
}
