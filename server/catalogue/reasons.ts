import type { ImportRow } from './model.ts'
import type { Text } from '../contracts/text.ts'

/** Why a record of a file was not taken, or was taken with a reservation. Findings about the file itself are the reader's. */
export interface Note {
  code: string
  kind: ImportRow['kind']
  id: string
  name: string
  text: Text
  line: number
}

type About = Pick<Note, 'id' | 'name' | 'line'>

/** Contract section 13: what repeats inside one file. */
export const repeatedNote = (kind: ImportRow['kind'], about: About): Note => ({
  ...about,
  code: 'CML-DUPLICATE',
  kind,
  text: {
    ru: `Ид повторяется в файле, строка ${about.line}. Принята последняя запись, прежняя пропущена.`,
    en: `The Ид repeats in the file, line ${about.line}. The last record was taken, the one before it was skipped.`,
  },
})

export const namelessNote = (kind: ImportRow['kind'], about: About): Note => ({
  ...about,
  code: 'CML-NO-ID',
  kind,
  text: {
    ru: `Нет Ид, строка ${about.line}: сопоставить запись не с чем, она пропущена.`,
    en: `There is no Ид, line ${about.line}: the record cannot be matched and was skipped.`,
  },
})

const unknownTexts: Record<ReferenceKind, (uses: number) => Text> = {
  group: (uses) => ({
    ru: `Группа не описана ни в этом файле, ни раньше; на неё ссылаются товары: ${uses}. Товары приняты.`,
    en: `The group is described neither in this file nor before; items that name it: ${uses}. The items were taken.`,
  }),
  item: (uses) => ({
    ru: `Товара нет в каталоге; его предложений: ${uses}. Предложения приняты и ждут товара.`,
    en: `The item is not in the catalogue; its offers: ${uses}. The offers were taken and wait for the item.`,
  }),
  priceType: (uses) => ({
    ru: `Тип цены не описан; цен этого типа: ${uses}. Цены приняты.`,
    en: `The price type is not described; prices of it: ${uses}. The prices were taken.`,
  }),
  warehouse: (uses) => ({
    ru: `Склад не описан; остатков на нём: ${uses}. Остатки приняты.`,
    en: `The warehouse is not described; stocks of it: ${uses}. The stocks were taken.`,
  }),
  property: (uses) => ({
    ru: `Свойство не описано; значений: ${uses}. Значения приняты.`,
    en: `The property is not described; values of it: ${uses}. The values were taken.`,
  }),
}

export type ReferenceKind = 'group' | 'item' | 'priceType' | 'warehouse' | 'property'

const unknownCodes: Record<ReferenceKind, string> = {
  group: 'CML-UNKNOWN-GROUP',
  item: 'CML-UNKNOWN-ITEM',
  priceType: 'CML-UNKNOWN-PRICE-TYPE',
  warehouse: 'CML-UNKNOWN-WAREHOUSE',
  property: 'CML-UNKNOWN-PROPERTY',
}

/** Contract sections 6 and 7.2: an unknown reference is kept and warned of, once for each `Ид`. */
export const unknownNote = (kind: ReferenceKind, uses: number, about: About): Note => ({
  ...about,
  code: unknownCodes[kind],
  kind,
  text: unknownTexts[kind](uses),
})

/** Contract section 6: a full export that does not mention what the base holds. */
export const leftNote = (kind: 'item' | 'offer', count: number, about: About): Note => ({
  ...about,
  code: 'CML-MISSING-LEFT',
  kind,
  text: {
    ru: `Полная выгрузка не упоминает записей базы: ${count}. По настройке они оставлены как есть.`,
    en: `The full export does not mention records of the base: ${count}. By the setting they stay as they are.`,
  },
})

export const emptyNote = (kind: 'item' | 'offer', about: About): Note => ({
  ...about,
  code: 'CML-FULL-EMPTY',
  kind,
  text: {
    ru: `Полная выгрузка не содержит ни одной записи, строка ${about.line}. Записи базы оставлены как есть.`,
    en: `The full export holds no record at all, line ${about.line}. The records of the base stay as they are.`,
  },
})

/** What became of a record, as the report groups it. Those without a `what` are not listed. */
export const outcomes = {
  unchanged: { what: null, reason: null },
  added: { what: 'added', reason: null },
  addedInactive: {
    what: 'added',
    reason: {
      ru: 'Помечено на удаление, в базе записи не было. Записано как неактивное.',
      en: 'Marked as deleted, and the base did not have it. Stored as inactive.',
    },
  },
  changed: { what: 'changed', reason: null },
  marked: {
    what: 'deactivated',
    reason: { ru: 'Помечено на удаление в файле.', en: 'Marked as deleted in the file.' },
  },
  missing: {
    what: 'deactivated',
    reason: { ru: 'Не упомянуто в полной выгрузке.', en: 'Not mentioned in a full export.' },
  },
  untouched: {
    what: 'deactivated',
    reason: {
      ru: 'Не упомянуто в обмене: скрыто командой deactivate.',
      en: 'Not mentioned by the exchange: hidden by the command deactivate.',
    },
  },
  removed: {
    what: 'deleted',
    reason: { ru: 'Не упомянуто в полной выгрузке.', en: 'Not mentioned in a full export.' },
  },
} as const satisfies Record<string, { what: ImportRow['what'] | null; reason: Text | null }>

export type Outcome = keyof typeof outcomes
