import type { CmlKind, CmlPlace, CmlRecord } from '../model.ts'
import { readPriceType, readProperty, readUnitRecord, readWarehouse } from './dictionaries.ts'
import { readDocument } from './document.ts'
import { headMembers, readCatalogue, readClassifier, readGroup, readPackage, readRoot } from './heads.ts'
import { IdSet } from './ids.ts'
import { readItem } from './item.ts'
import { append, CmlNode, markupOf } from './node.ts'
import type { CmlNotes } from './notes.ts'
import { readOffer } from './offer.ts'
import { readCounterparty } from './party.ts'
import { CmlReferences } from './references.ts'
import { CmlScope } from './scope.ts'

type SectionKind =
  | 'root'
  | 'classifier'
  | 'groups'
  | 'group'
  | 'properties'
  | 'priceTypes'
  | 'warehouses'
  | 'units'
  | 'catalogue'
  | 'items'
  | 'package'
  | 'offers'
  | 'container'
  | 'counterparties'
type CapturedKind =
  'property' | 'priceType' | 'warehouse' | 'unit' | 'item' | 'offer' | 'document' | 'counterparty'
type Step = { section: SectionKind } | { record: CapturedKind }

const section = (kind: SectionKind): Step => ({ section: kind })
const record = (kind: CapturedKind): Step => ({ record: kind })

const dictionaries: readonly (readonly [string, Step])[] = [
  ['ТипыЦен', section('priceTypes')],
  ['Склады', section('warehouses')],
  ['Свойства', section('properties')],
]
const packages: readonly (readonly [string, Step])[] = [
  ['ПакетПредложений', section('package')],
  ['ИзмененияПакетаПредложений', section('package')],
]

/**
 * What opens what (contract sections 5–7, 10–12). An element that a section does not name is a member of its head, or unknown.
 * Sections are never held in memory, records are, one at a time.
 */
const steps: Readonly<Record<SectionKind, ReadonlyMap<string, Step>>> = {
  root: new Map([
    ['Классификатор', section('classifier')],
    ['Каталог', section('catalogue')],
    ...packages,
    ['Документ', record('document')],
    ['Контейнер', section('container')],
    ['Контрагенты', section('counterparties')],
  ]),
  classifier: new Map([
    ['Группы', section('groups')],
    ...dictionaries,
    ['ЕдиницыИзмерения', section('units')],
    // A generator of a third party nests them.
    ['Каталог', section('catalogue')],
    ...packages,
  ]),
  groups: new Map([['Группа', section('group')]]),
  group: new Map([['Группы', section('groups')]]),
  properties: new Map([
    ['Свойство', record('property')],
    ['СвойствоНоменклатуры', record('property')],
  ]),
  priceTypes: new Map([['ТипЦены', record('priceType')]]),
  warehouses: new Map([['Склад', record('warehouse')]]),
  units: new Map([['ЕдиницаИзмерения', record('unit')]]),
  catalogue: new Map([['Товары', section('items')]]),
  items: new Map([['Товар', record('item')]]),
  package: new Map([['Предложения', section('offers')], ...dictionaries]),
  offers: new Map([['Предложение', record('offer')]]),
  container: new Map([['Документ', record('document')]]),
  counterparties: new Map([['Контрагент', record('counterparty')]]),
}

/** Sections that are records themselves: their heads are read before what they hold. */
const heads: ReadonlySet<SectionKind> = new Set(['root', 'classifier', 'group', 'catalogue', 'package'])

interface Section {
  kind: SectionKind
  /** The element with its attributes and the members of its head. */
  node: CmlNode
  parent: Section | null
  /** The head went out, or there is none. */
  emitted: boolean
  /** `Ид`, once the head went out. */
  id: string
  changesOnly: boolean
  /** Sections of a kind are counted: ids of goods are unique within a catalogue only. */
  number: number
}

/** Kinds whose repeated ids are told, as spaces of the set. */
const spaces: Readonly<Partial<Record<CmlKind, number>>> = {
  group: 1,
  property: 2,
  unit: 3,
  priceType: 4,
  warehouse: 5,
  item: 6,
  offer: 7,
  document: 8,
  counterparty: 9,
}
const SPACES = 16

/** Where in the file the reader stands: opens sections, takes finished records apart and hands them out. */
export class CmlSections {
  readonly records: Partial<Record<CmlKind, number>> = {}
  readonly references = new CmlReferences()
  private current: Section | null = null
  private readonly scope: CmlScope
  private readonly notes: CmlNotes
  private readonly onRecord: (record: CmlRecord) => void
  private readonly ids = new IdSet()
  private capturing: CapturedKind | null = null
  private readonly numbers: Partial<Record<SectionKind, number>> = {}
  private rootTag = ''
  private firstCatalogue: CmlNode | null = null
  private fullTold = false

  constructor(notes: CmlNotes, onRecord: (record: CmlRecord) => void) {
    this.notes = notes
    this.scope = new CmlScope(notes)
    this.onRecord = onRecord
  }

  /** The section's own element, for attributes that come after it was opened. */
  get node(): CmlNode | null {
    return this.current?.node ?? null
  }

  begin(tag: string, node: CmlNode): void {
    this.rootTag = tag
    this.enter('root', node)
  }

  /** An element right inside the current section. @returns the node to build, `null` when it is a section of its own */
  open(name: string, line: number, column: number): CmlNode | null {
    const current = this.current!
    const step = steps[current.kind].get(name)
    if (step === undefined) {
      this.capturing = null
      return new CmlNode(name, line, column, null)
    }
    this.emit(current)
    const node = new CmlNode(name, line, column, null)
    if ('record' in step) {
      this.capturing = step.record
      return node
    }
    this.enter(step.section, node)
    return null
  }

  private enter(kind: SectionKind, node: CmlNode): void {
    const number = (this.numbers[kind] ?? 0) + 1
    this.numbers[kind] = number
    const parent = this.current
    const changesOnly = parent?.changesOnly ?? false
    this.current = { kind, node, parent, emitted: !heads.has(kind), id: '', changesOnly, number }
    if (kind === 'catalogue') this.firstCatalogue ??= node
  }

  /** The element that `open` gave out is complete. @returns whether it stays in memory, as a member of a head */
  take(node: CmlNode): boolean {
    const current = this.current!
    if (this.capturing !== null) this.takeRecord(this.capturing, node, current)
    else if (heads.has(current.kind) && !current.emitted) {
      append(current.node, node)
      return true
    } else this.tellLate(node, current)
    return false
  }

  /** The current section ended. */
  leave(): void {
    const current = this.current!
    this.emit(current)
    this.current = current.parent
  }

  /** Text right inside an element that holds elements only. */
  stray(name: string, text: string, place: CmlPlace): void {
    this.notes.note('CML-EXTRA', place, this.current!.id, () => ({
      ru: `Текст прямо внутри «${name}» программой не используется`,
      en: `Text right inside ${name} is of no use to the program`,
      value: text.trim(),
    }))
  }

  /** What can be said only when all of the file was seen. */
  end(): void {
    this.references.tell(this.notes)
    if (this.records.item !== undefined && this.records.classifier === undefined && this.firstCatalogue) {
      this.notes.note('CML-NO-CLASSIFIER', this.firstCatalogue, '', () => ({
        ru: 'В файле есть товары, но нет классификатора: группы и свойства должны быть известны из другого файла',
        en: 'The file has goods and no classifier: groups and properties have to be known from another file',
      }))
    }
  }

  private tellLate(node: CmlNode, current: Section): void {
    const value = markupOf(node)
    const known = heads.has(current.kind) && headMembers.has(node.name)
    const where = current.node.name
    this.notes.note(known ? 'CML-HEAD-LATE' : 'CML-EXTRA', node, current.id, () =>
      known
        ? {
            ru: `«${node.name}» стоит после содержимого «${where}»: раздел прочитан без него`,
            en: `${node.name} stands after what ${where} holds: the section has been read without it`,
            value,
          }
        : {
            ru: `«${where}/${node.name}» программой не используется`,
            en: `${where}/${node.name} is of no use to the program`,
            value,
          },
    )
  }

  private emit(current: Section): void {
    if (current.emitted) return
    current.emitted = true
    const { node, kind } = current
    const { scope } = this
    scope.begin(node)
    current.id = scope.id
    if (kind === 'root') this.hand(readRoot(node, this.rootTag, scope))
    else if (kind === 'group') this.emitGroup(current)
    else {
      const head =
        kind === 'classifier'
          ? readClassifier(node, scope)
          : kind === 'catalogue'
            ? readCatalogue(node, scope)
            : readPackage(node, scope)
      current.changesOnly = head.changesOnly
      this.hand(head)
    }
    // The members have been read; a section may stay open for the rest of the file.
    node.first = null
    node.last = null
  }

  private emitGroup(current: Section): void {
    let above = current.parent
    while (above !== null && above.kind !== 'group') above = above.parent
    const group = readGroup(current.node, above === null ? null : above.id, this.scope)
    this.references.define('group', group.id, current.changesOnly)
    this.checkId(group.kind, group.id, current.node, 0)
    this.hand(group)
  }

  private takeRecord(kind: CapturedKind, node: CmlNode, current: Section): void {
    const { scope, references } = this
    scope.begin(node)
    switch (kind) {
      case 'item': {
        const item = readItem(node, scope, references)
        this.checkId(kind, item.id, node, current.parent!.number)
        return this.hand(item)
      }
      case 'offer': {
        const offer = readOffer(node, scope, references)
        this.checkId(kind, offer.id, node, current.parent!.number)
        return this.hand(offer)
      }
      case 'document': {
        const document = readDocument(node, scope, current.kind === 'container' ? current.number : null)
        this.checkDocument(document.id, document.number, document.operation, node)
        return this.hand(document)
      }
      case 'property': {
        const property = readProperty(node, scope)
        references.define('property', property.id, current.changesOnly)
        this.checkId(kind, property.id, node, 0)
        return this.hand(property)
      }
      case 'priceType': {
        const priceType = readPriceType(node, scope)
        references.define('priceType', priceType.id, current.changesOnly)
        this.checkId(kind, priceType.id, node, 0)
        return this.hand(priceType)
      }
      case 'warehouse': {
        const warehouse = readWarehouse(node, scope)
        references.define('warehouse', warehouse.id, current.changesOnly)
        this.checkId(kind, warehouse.id, node, 0)
        return this.hand(warehouse)
      }
      case 'unit': {
        const unit = readUnitRecord(node, scope)
        this.checkId(kind, unit.id, node, 0)
        return this.hand(unit)
      }
      case 'counterparty': {
        const counterparty = readCounterparty(node, scope)
        this.checkId(kind, counterparty.party.id ?? '', node, 0)
        return this.hand(counterparty)
      }
    }
  }

  private hand(record: CmlRecord): void {
    const { kind } = record
    this.records[kind] = (this.records[kind] ?? 0) + 1
    this.onRecord(record)
  }

  /** `within`: number of the section in which ids are unique. */
  private checkId(kind: CmlKind, id: string, node: CmlNode, within: number): void {
    if (id === '') {
      this.notes.note('CML-NO-ID', node, '', () => ({
        ru: `«${node.name}» без «Ид»: сопоставить её не с чем`,
        en: `${node.name} without an Ид: it cannot be matched`,
      }))
    } else if (!this.ids.add(within * SPACES + spaces[kind]!, id)) {
      this.notes.note('CML-DUPLICATE-ID', node, id, () => ({
        ru: `«${node.name}» с «Ид» ${id.slice(0, 120)} в этом файле уже была`,
        en: `The file had a ${node.name} with the Ид ${id.slice(0, 120)} before`,
        value: id,
      }))
    } else if (this.ids.full && !this.fullTold) {
      this.fullTold = true
      this.notes.note('CML-IDS-UNCHECKED', node, id, () => ({
        ru: `Записей больше ${this.ids.size}: дальше повторы идентификаторов не ищутся`,
        en: `More than ${this.ids.size} records: repeated identifiers are not looked for past this place`,
      }))
    }
  }

  /** An order and its payment may have one id: documents are told apart by their operation too. */
  private checkDocument(id: string, number: string, operation: string, node: CmlNode): void {
    this.checkId('document', id, node, hashOf(operation))
    if (number === '') {
      this.notes.note('CML-NO-NUMBER', node, id, () => ({
        ru: '«Документ» без «Номер»: 1С и сайты ищут заказ по номеру',
        en: 'Документ without a Номер: 1C and sites look for an order by its number',
      }))
    }
  }
}

/** A small number for a text: it only keeps spaces of ids apart. */
function hashOf(text: string): number {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) & 0xffffff
  return hash
}
