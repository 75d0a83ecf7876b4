import type { NomenclatureCreate } from '../nomenclature.ts'
import { verdict, when } from './verdict.ts'
import type { Verdict } from './verdict.ts'
import { itemKinds } from './words.ts'

/** Items of 1C (D-31…D-36, DD-21…DD-25). */

export const GOODS = itemKinds.goods

export interface Item {
  ref: string
  name: string
  article: string
  /** Product line, not a stock batch (DD-25). */
  series: string
  manufacturer: string
  /** On the list «Выгружается». */
  groupExported: boolean
  deletionMark: boolean
  archived: boolean
  /** «Вид номенклатуры». */
  kind: string
}

export type ItemData = Pick<NomenclatureCreate, 'name' | 'article' | 'series' | 'manufacturer'>

const orNull = (text: string): string | null => (text.trim() === '' ? null : text)

/** The four fields of an item (D-38). */
export const itemData = ({ name, article, series, manufacturer }: Item): ItemData => ({
  name,
  article,
  series: orNull(series),
  manufacturer: orNull(manufacturer),
})

/** The article before the change, for `article_old`; `undefined` when it is the same (DD-23). */
export const articleOld = (item: Item, known: ItemData | null): string | undefined =>
  known === null || known.article === item.article ? undefined : known.article

/**
 * Would 1C tell КСУП of a written item? The first time that it qualifies it is a creation, whatever happened in 1C (DD-21);
 * one that stops to qualify is not told (DD-22).
 * @param known the data that were delivered last, `null` when none were
 */
export function itemWritten(item: Item, known: ItemData | null): Verdict {
  const data = itemData(item)
  const isSame =
    known !== null && (Object.keys(data) as (keyof ItemData)[]).every((name) => data[name] === known[name])
  return verdict(known === null ? 'item-create' : 'item-change', [
    ...when(!item.groupExported, 'group-not-exported'),
    ...when(item.deletionMark, 'deletion-mark'),
    ...when(item.archived, 'archived'),
    ...when(item.kind !== GOODS, 'not-goods'),
    ...when(item.article.trim() === '', 'no-article'),
    ...when(isSame, 'unchanged'),
    known === null ? 'qualifies' : 'changed',
    ...when(articleOld(item, known) !== undefined, 'article-changed'),
  ])
}
