import type { CmlElement, CmlPlace } from '../model.ts'
import {
  currencyCode,
  dateForm,
  isSchemaBoolean,
  MONEY_SCALE,
  plainUnits,
  QUANTITY_SCALE,
  readBoolean,
  readDecimal,
  timeForm,
  type DateForm,
} from '../values.ts'
import type { Enumeration } from './enumerations.ts'
import { elementOf, markupOf, trimmed, type CmlNode } from './node.ts'
import type { CmlNotes } from './notes.ts'

/** Lengths of the schema, package 2.08 (contract section 5). */
export const lengths = { id: 40, goodsId: 110, name: 255, value: 1000, text: 3000, picture: 255 } as const

/** Different unknown paths that are remembered as told. */
const TOLD_LIMIT = 10_000

const DATE_WORDS: Readonly<Record<'date' | 'instant' | 'time', { ru: string; en: string }>> = {
  date: { ru: 'ГГГГ-ММ-ДД', en: 'YYYY-MM-DD' },
  instant: { ru: 'ГГГГ-ММ-ДДTЧЧ:ММ:СС', en: 'YYYY-MM-DDThh:mm:ss' },
  time: { ru: 'ЧЧ:ММ:СС', en: 'hh:mm:ss' },
}

/**
 * Reads the values of one record and says what is wrong with them. What the model has no member for is gathered in `extra`,
 * under its path from the record: `БазоваяЕдиница/Пересчет`, `@Статус`.
 */
export class CmlScope {
  /** `Ид` of the record, for findings. */
  id = ''
  /** Element of the record, or of the party or line in it, for findings about what is unknown. */
  record = ''
  /** Path of the part that is being read, with a slash at its end. */
  path = ''
  extra: CmlElement[] | null = null
  private readonly notes: CmlNotes
  /** Names that were told about once; every occurrence is kept and counted. */
  private readonly told = new Set<string>()

  constructor(notes: CmlNotes) {
    this.notes = notes
  }

  /** Begins a record. Its `Ид` may stand anywhere in it, and findings before it want it too. */
  begin(node: CmlNode): void {
    this.id = ''
    this.record = node.name
    this.path = ''
    this.extra = null
    for (let child = node.first; child !== null; child = child.next) {
      if (child.name !== 'Ид') continue
      this.id = trimmed(child.text)
      return
    }
  }

  note(...[code, place, text]: Drop<Parameters<CmlNotes['note']>>): void {
    this.notes.note(code, place, this.id, text)
  }

  /** Text of an element, spaces around it dropped. */
  text(node: CmlNode, limit: number = lengths.name): string {
    const text = trimmed(node.text)
    if (text.length > limit) this.tooLong(node, text, limit)
    if (node.attributes !== null) this.unknownAttributes(node, `${this.path}${node.name}/`)
    if (node.first !== null) this.unknownChildren(node)
    return text
  }

  /** The same for an element that occurs once: the first value that is not empty stays. */
  once(before: string, node: CmlNode, limit: number = lengths.name): string {
    if (before === '') return this.text(node, limit)
    this.repeated(node)
    return before
  }

  /** The same where `null` means that it was not there. */
  optional(before: string | null, node: CmlNode, limit: number = lengths.name): string | null {
    return this.once(before ?? '', node, limit)
  }

  repeated(node: CmlNode): void {
    this.keep(node)
    this.notes.note('CML-REPEATED', node, this.id, () => ({
      ru: `«${this.path}${node.name}» стоит ещё раз: взято первое значение`,
      en: `${this.path}${node.name} stands there again: the first value is taken`,
      value: node.text.trim(),
    }))
  }

  private keep(node: CmlNode): void {
    this.extra ??= []
    this.extra.push(elementOf(node, `${this.path}${node.name}`))
  }

  /** An element that the model does not know. */
  unknown(node: CmlNode): void {
    this.keep(node)
    this.tell(`${this.path}${node.name}`, node, () => markupOf(node))
  }

  /** Children of an element that was expected to hold text only. */
  private unknownChildren(node: CmlNode): void {
    const outer = this.path
    this.path = `${outer}${node.name}/`
    for (let child = node.first; child !== null; child = child.next) this.unknown(child)
    this.path = outer
  }

  /** Attributes that the model does not know; `known` are read by the caller. */
  unknownAttributes(node: CmlNode, path = this.path, ...known: string[]): void {
    const { attributes } = node
    for (let at = 0; attributes !== null && at < attributes.length; at += 2) {
      const name = attributes[at]!
      if (known.includes(name) || name === 'xmlns' || name.startsWith('xmlns:')) continue
      this.extra ??= []
      this.extra.push({ name: `${path}@${name}`, attributes: {}, text: attributes[at + 1]!, children: [] })
      this.tell(`${path}@${name}`, node, () => attributes[at + 1]!)
    }
  }

  private tell(path: string, place: CmlPlace, value: () => string): void {
    const told = `${this.record}/${path}`
    if (this.told.has(told)) return
    if (this.told.size < TOLD_LIMIT) this.told.add(told)
    this.notes.note('CML-EXTRA', place, this.id, () => ({
      ru: `«${told}» программой не используется и сохранено как есть (сказано один раз на файл)`,
      en: `${told} is of no use to the program and kept as it is (said once for the file)`,
      value: value(),
    }))
  }

  private tooLong(node: CmlNode, text: string, limit: number): void {
    this.notes.note('CML-LENGTH', node, this.id, () => ({
      ru: `«${this.path}${node.name}» длиной ${text.length}: схема разрешает ${limit}`,
      en: `${this.path}${node.name} of ${text.length} characters: the schema allows ${limit}`,
      value: text,
    }))
  }

  /** Text whose length is one of a range; empty is allowed. */
  sized(node: CmlNode, least: number, most: number): string {
    const text = this.text(node, Infinity)
    if (text !== '' && (text.length < least || text.length > most)) {
      this.notes.note('CML-LENGTH', node, this.id, () => ({
        ru: `«${this.path}${node.name}» длиной ${text.length}: схема ждёт ${least === most ? most : `${least}–${most}`}`,
        en: `${this.path}${node.name} of ${text.length} characters: the schema wants ${least === most ? most : `${least}–${most}`}`,
        value: text,
      }))
    }
    return text
  }

  barcode(node: CmlNode): string {
    const text = this.text(node)
    if (text !== '' && (text.length < 8 || text.length > 14)) {
      this.notes.note('CML-BARCODE', node, this.id, () => ({
        ru: `Штрихкод длиной ${text.length}: схема ждёт 8–14 знаков`,
        en: `A barcode of ${text.length} characters: the schema wants 8 to 14`,
        value: text,
      }))
    }
    return text
  }

  /** Kopecks; `null` when empty or no number. */
  money(node: CmlNode): number | null {
    return this.decimal(node, this.text(node), MONEY_SCALE)
  }

  /** Thousandths; `null` when empty or no number. */
  quantity(node: CmlNode): number | null {
    return this.decimal(node, this.text(node), QUANTITY_SCALE)
  }

  /** Minor units of a text that stands at an element, in it or in an attribute. */
  decimal(node: CmlNode, text: string, scale: number, name = node.name): number | null {
    if (text === '') return null
    const plain = plainUnits(text, scale)
    if (!Number.isNaN(plain)) return plain
    const decimal = readDecimal(text, scale)
    if (decimal === null) {
      this.notes.note('CML-NUMBER', node, this.id, () => ({
        ru: `«${this.path}${name}» — не число, значение пропущено`,
        en: `${this.path}${name} is no number, the value is left out`,
        value: text,
      }))
      return null
    }
    if (decimal.lenient) {
      this.notes.note('CML-NUMBER-FORM', node, this.id, () => ({
        ru: `«${this.path}${name}» записано не по схеме: нужны цифры без пробелов и точка`,
        en: `${this.path}${name} is not written as the schema says: digits without spaces and a point`,
        value: text,
      }))
    }
    if (decimal.rounded) {
      const unit = scale === MONEY_SCALE ? ['копеек', 'kopecks'] : ['тысячных', 'thousandths']
      this.notes.note('CML-ROUNDED', node, this.id, () => ({
        ru: `«${this.path}${name}» округлено до ${unit[0]}`,
        en: `${this.path}${name} is rounded to ${unit[1]}`,
        value: text,
      }))
    }
    return decimal.units
  }

  boolean(node: CmlNode): boolean | null {
    return this.booleanOf(node, this.text(node))
  }

  booleanOf(node: CmlNode, text: string, name = node.name): boolean | null {
    if (text === 'false') return false
    if (text === 'true') return true
    if (text === '') return null
    const value = readBoolean(text)
    if (value === null) {
      this.notes.note('CML-BOOLEAN', node, this.id, () => ({
        ru: `«${this.path}${name}»: ожидается true или false`,
        en: `${this.path}${name}: true or false is expected`,
        value: text,
      }))
    } else if (!isSchemaBoolean(text)) {
      this.notes.note('CML-BOOLEAN-FORM', node, this.id, () => ({
        ru: `«${this.path}${name}» записано словом, прочитано как ${value}`,
        en: `${this.path}${name} is written in words, read as ${value}`,
        value: text,
      }))
    }
    return value
  }

  /** `true` when the text is the mark of a deleted record; unknown marks are told. */
  isDeletedState(node: CmlNode, text: string, states: Enumeration): boolean {
    if (text === 'Удален' || text === 'Удалён') return true
    if (text !== '') this.listed(node, text, states, 'Статус')
    return false
  }

  /** Text of an enumeration. */
  enumerated(before: string, node: CmlNode, values: Enumeration): string {
    const text = this.once(before, node)
    if (text !== '' && text !== before) this.listed(node, text, values)
    return text
  }

  private listed(node: CmlNode, text: string, values: Enumeration, name = node.name): void {
    if (values.has(text)) return
    this.notes.note('CML-ENUM', node, this.id, () => ({
      ru: `«${this.path}${name}»: значения «${text.slice(0, 60)}» нет в перечислении схемы`,
      en: `${this.path}${name}: the enumeration of the schema has no "${text.slice(0, 60)}"`,
      value: text,
    }))
  }

  /** An instant or a date as it was written, looked at. */
  date(node: CmlNode, text: string, wanted: 'date' | 'instant' | 'time', name = node.name): string {
    if (text === '') return text
    const form = wanted === 'time' ? timeForm(text) : dateForm(text, wanted)
    if (form !== 'schema') this.oddDate(node, text, { form, wanted, name })
    return text
  }

  /** A date in a requisite: the forms of sites and of 1C are all ordinary there (section 10.1), junk is not. */
  requisiteDate(node: CmlNode, name: string, value: string): void {
    const form = value === '' ? 'schema' : dateForm(value, 'instant')
    if (form !== 'schema' && form !== 'lenient') this.oddDate(node, value, { form, wanted: 'instant', name })
  }

  private oddDate(
    node: CmlNode,
    value: string,
    { form, wanted, name }: { form: DateForm; wanted: 'date' | 'instant' | 'time'; name: string },
  ): void {
    const path = `${this.path}${name}`
    const words = DATE_WORDS[wanted]
    if (form === 'empty') {
      this.notes.note('CML-DATE-EMPTY', node, this.id, () => ({
        ru: `«${path}»: пустая дата`,
        en: `${path}: a blank date`,
        value,
      }))
    } else if (form === 'lenient') {
      this.notes.note('CML-DATE-FORM', node, this.id, () => ({
        ru: `«${path}» записано не по схеме: ожидается ${words.ru}`,
        en: `${path} is not written as the schema says: ${words.en} is expected`,
        value,
      }))
    } else {
      this.notes.note('CML-DATE', node, this.id, () => ({
        ru: `«${path}» прочитать нельзя: ожидается ${words.ru}`,
        en: `${path} cannot be read: ${words.en} is expected`,
        value,
      }))
    }
  }

  /** Code of a currency, as written when it is unknown. */
  currency(before: string, node: CmlNode): string {
    if (before !== '') return this.once(before, node)
    const text = this.sized(node, 3, 3)
    if (text === '') return text
    const code = currencyCode(text)
    if (code !== null) return code
    if (!/^[A-Z]{3}$/.test(text)) {
      this.notes.note('CML-CURRENCY', node, this.id, () => ({
        ru: `Валюта «${text.slice(0, 40)}» неизвестна, сохранена как есть`,
        en: `The currency "${text.slice(0, 40)}" is unknown and kept as it is`,
        value: text,
      }))
    }
    return text
  }
}

type Drop<Arguments extends readonly unknown[]> = Arguments extends [
  infer Code,
  infer Place,
  unknown,
  infer Text,
]
  ? [Code, Place, Text]
  : never
