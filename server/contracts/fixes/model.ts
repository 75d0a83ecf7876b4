import type { Text } from '../text.ts'

/** A replacement in a text; offsets in UTF-16 units, `to` is exclusive. */
export interface TextEdit {
  from: number
  to: number
  text: string
}

export type FixKind =
  | 'quotes'
  | 'trailing-comma'
  | 'missing-comma'
  | 'comment'
  | 'bookmark'
  | 'bare-name'
  | 'word'
  | 'bare-text'
  | 'number'
  | 'space'
  | 'value'
  | 'empty'
  | 'rename'
  | 'group'
  | 'entity'
  | 'encoding'
  | 'constant'
  | 'missing'

/** A change of a text that takes one finding away and leaves the meaning as it was. */
export interface Fix {
  /** Unique among the fixes of one text. */
  id: string
  kind: FixKind
  title: Text
  /** The meaning is certain: it may be applied together with all others. */
  safe: boolean
  line: number
  column: number
  /** The finding it takes away, `null` for one that keeps the text from being read at all. */
  code: string | null
  pointer: string
  /** Empty for a change of the encoding alone: the text is written in UTF-8 anyway. */
  edits: TextEdit[]
}

/** What is said of kinds of fixes. */
export const fixTitles: Readonly<Record<FixKind, Text>> = {
  quotes: { ru: 'Двойные кавычки вместо одинарных', en: 'Double quotes for single ones' },
  'trailing-comma': { ru: 'Убрать лишнюю запятую', en: 'Drop the trailing comma' },
  'missing-comma': { ru: 'Поставить пропущенную запятую', en: 'Put the missing comma in' },
  comment: { ru: 'Убрать комментарий', en: 'Drop the comment' },
  bookmark: { ru: 'Убрать закладку текстового редактора', en: "Drop the word processor's bookmark" },
  'bare-name': { ru: 'Взять имя в кавычки', en: 'Put the name into quotes' },
  word: {
    ru: 'Записать true, false или null по правилам JSON',
    en: 'Spell true, false or null as JSON does',
  },
  'bare-text': { ru: 'Взять значение в кавычки', en: 'Put the value into quotes' },
  number: { ru: 'Записать число по правилам JSON', en: 'Spell the number as JSON does' },
  space: { ru: 'Обычный пробел вместо особого', en: 'An ordinary space for a special one' },
  value: { ru: 'Записать значение по контракту', en: 'Spell the value as the contract does' },
  empty: { ru: 'Убрать пустое значение', en: 'Drop the empty value' },
  rename: { ru: 'Назвать поле по контракту', en: 'Name the field as the contract does' },
  group: { ru: 'Собрать повторы имён в массив', en: 'Gather the repeated names in an array' },
  entity: { ru: 'Записать знак & по правилам XML', en: 'Spell & as XML does' },
  constant: {
    ru: 'Вписать обязательное поле: значение по контракту одно',
    en: 'Put the required field in: the contract has one value for it',
  },
  missing: {
    ru: 'Нужно вписать вручную: обязательное поле',
    en: 'To be filled in by hand: a required field',
  },
  encoding: { ru: 'Перевести в UTF-8 без BOM', en: 'Turn into UTF-8 without a BOM' },
}
