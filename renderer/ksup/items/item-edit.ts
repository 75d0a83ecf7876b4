import type { Item, ItemEdit } from '../types.ts'

/** What the card of an item edits; an empty text is «none». */
export interface ItemForm {
  article: string
  name: string
  series: string
  manufacturer: string
}

export const emptyForm = (): ItemForm => ({ article: '', name: '', series: '', manufacturer: '' })

export const formOf = (item: Item): ItemForm => ({
  article: item.article,
  name: item.name,
  series: item.series ?? '',
  manufacturer: item.manufacturer ?? '',
})

const orNone = (text: string): string | null => text.trim() || null

/** An item is known by its article and its name. */
export const isComplete = ({ article, name }: ItemForm): boolean =>
  article.trim() !== '' && name.trim() !== ''

/** What is to be written; `null` when the form says what the card says. */
export function editOf(item: Item, form: ItemForm): ItemEdit | null {
  const edit: ItemEdit = {}
  if (form.article.trim() !== item.article) edit.article = form.article.trim()
  if (form.name.trim() !== item.name) edit.name = form.name.trim()
  if (orNone(form.series) !== item.series) edit.series = orNone(form.series)
  if (orNone(form.manufacturer) !== item.manufacturer) edit.manufacturer = orNone(form.manufacturer)
  return Object.keys(edit).length === 0 ? null : edit
}

export const newItemOf = (form: ItemForm): ItemEdit & { article: string; name: string } => ({
  article: form.article.trim(),
  name: form.name.trim(),
  series: orNone(form.series),
  manufacturer: orNone(form.manufacturer),
})
