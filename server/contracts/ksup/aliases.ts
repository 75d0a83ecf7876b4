/**
 * The words of the original specification that stand for the names of members (section 5.1). Which of several names is
 * meant follows from the message: each has at most one of them.
 */

const ALIASES: Readonly<Record<string, readonly string[]>> = {
  'тип запроса': ['type'],
  'код ксуп': ['code_ksup'],
  'код 1с': ['code_1c', 'contact_code'],
  'код контакта': ['contact_code', 'code_1c'],
  'название объекта': ['object_name'],
  'тип объекта': ['object_type'],
  'e-mail': ['email'],
  телефон: ['phone'],
  'название номенклатуры': ['name'],
  название: ['name', 'object_name'],
  артикул: ['article', 'articles'],
  'артикул номенклатуры': ['article', 'articles'],
  article: ['articles'],
  серия: ['series'],
  производитель: ['manufacturer'],
  '№ заказа из 1с': ['order_number_1c'],
  '№ сделки в ксуп': ['deal_number'],
  'сам файл заказа': ['file'],
  'массив данных по каждой строке': ['rows'],
  количество: ['quantity'],
  'сумма за 1 шт': ['price'],
  'стоимость 1 шт': ['price'],
  'сумма итого': ['amount'],
  'стоимость итого по артикулу': ['amount'],
  дата: ['date'],
  'дата прихода денег': ['date'],
  'сумма прихода': ['amount'],
  'название склада': ['warehouse'],
  'количество по графе "доступно"': ['available'],
  'цена розница': ['price_retail'],
  'спец.цена розница': ['price_special'],
  'спец. цена по соглашению с этим контактом': ['price_contract'],
}

/** Every alias as it is written in the specification, for tables and tests. */
export const aliases: readonly (readonly [alias: string, names: readonly string[]])[] =
  Object.entries(ALIASES)

/** Spaces, case, quotes and a full stop at the end do not matter, nor does a Latin letter С in «1С». */
const plain = (name: string): string =>
  name
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replace(/[\s\u00A0]+/g, ' ')
    .replace(/[«»“”„]/g, '"')
    .replace(/1c/g, '1с')
    .replace(/\.$/, '')

/** The name of a member in an object with these members, `null` when it has no such member. */
export function canonicalName(name: string, members: Readonly<Record<string, unknown>>): string | null {
  if (Object.hasOwn(members, name)) return name
  const key = plain(name)
  const candidates = Object.hasOwn(ALIASES, key) ? ALIASES[key]! : []
  return candidates.find((candidate) => Object.hasOwn(members, candidate)) ?? null
}
