import type {
  CmlCatalogue,
  CmlClassifier,
  CmlGroup,
  CmlPackage,
  CmlPriceType,
  CmlRecord,
  CmlUnit,
  CmlWarehouse,
} from '../model.ts'
import type { DocumentGroup } from './documents.ts'
import { belongsTo, groupOf, writeDocuments } from './documents.ts'
import { writeItem, writePriceType, writeProperty, writeUnit, writeWarehouse } from './goods.ts'
import { writeGroups } from './groups.ts'
import { writeChangedOffer, writeOffer } from './offers.ts'
import { writeParty, writePartyBody } from './parties.ts'
import type { Pen } from './pen.ts'
import { writeExtra, writeMarks, yesNo } from './pen.ts'
import { rootAttributes } from './root.ts'

/** Takes the records of one file in their order and knows what has to be opened and closed around them. */
export interface FileWriter {
  /** @throws RangeError when the record has no head to stand in */
  add(record: CmlRecord): void
  end(): void
}

type Head = CmlClassifier | CmlCatalogue | CmlPackage

export function createFileWriter(pen: Pen): FileWriter {
  const { xml, habits } = pen
  let head: Head | null = null
  /** The element that rows are being written into, inside the head. */
  let list: string | null = null
  let groups: CmlGroup[] = []
  let units: CmlUnit[] = []
  /** They come before the package that they stand in, and mean nothing when none follows. */
  let priceTypes: CmlPriceType[] = []
  let warehouses: CmlWarehouse[] = []
  let documentGroup: DocumentGroup | null = null

  xml.open('КоммерческаяИнформация', rootAttributes(pen))

  function closeList(): void {
    if (list !== null) xml.close()
    list = null
    if (groups.length > 0) writeGroups(pen, groups)
    groups = []
  }

  function openList(name: string): void {
    if (list === name) return
    closeList()
    xml.open(name)
    list = name
  }

  function closeHead(): void {
    closeList()
    xml.list('ЕдиницыИзмерения', units, (unit) => writeUnit(pen, unit))
    units = []
    if (head === null) return
    writeExtra(pen, head.extra)
    xml.close()
    head = null
  }

  function endDocuments(): void {
    if (documentGroup !== null) writeDocuments(pen, documentGroup)
    documentGroup = null
  }

  /** Leaves whatever is open at the top level. */
  function leave(): void {
    closeHead()
    endDocuments()
  }

  function inside<Kind extends Head['kind']>(kind: Kind, record: CmlRecord): void {
    if (head?.kind === kind) return
    throw new RangeError(`A record of the kind ${record.kind} has to follow a ${kind}`)
  }

  function openHead(record: Head, element: string): void {
    leave()
    head = record
    const said = habits.changesOnly === 'attribute'
    xml.open(element, { СодержитТолькоИзменения: said ? yesNo(record.changesOnly) : null })
  }

  function sayChanges({ changesOnly }: Head): void {
    if (habits.changesOnly === 'element') xml.leaf('СодержитТолькоИзменения', yesNo(changesOnly))
  }

  function openClassifier(record: CmlClassifier): void {
    leave()
    head = record
    const said = habits.changesOnly === 'attribute' && (record.changesOnly || habits.classifierSaysChanges)
    xml.open('Классификатор', { СодержитТолькоИзменения: said ? yesNo(record.changesOnly) : null })
    xml.leaf('Ид', habits.classifierId ?? record.id)
    xml.leaf('Наименование', record.name)
    writeParty(pen, 'Владелец', record.owner)
    if (record.changesOnly) sayChanges(record)
  }

  function openCatalogue(record: CmlCatalogue): void {
    openHead(record, 'Каталог')
    xml.leaf('Ид', record.id)
    xml.leaf('ИдКлассификатора', habits.classifierId ?? record.classifierId)
    xml.leaf('Наименование', record.name)
    writeParty(pen, 'Владелец', record.owner)
    sayChanges(record)
  }

  function openPackage(record: CmlPackage): void {
    const changes = record.element === 'ИзмененияПакетаПредложений'
    openHead({ ...record, changesOnly: record.changesOnly || changes }, record.element)
    xml.leaf('Ид', habits.packageId ?? record.id)
    if (!changes) xml.leaf('Наименование', record.name)
    xml.leaf('ИдКаталога', record.catalogueId)
    if (!changes) {
      xml.leaf('ИдКлассификатора', habits.classifierId ?? record.classifierId)
      writeParty(pen, 'Владелец', record.owner)
      sayChanges(record)
      for (const priceType of priceTypes) addPriceType(priceType)
      for (const warehouse of warehouses) addWarehouse(warehouse)
    }
    priceTypes = []
    warehouses = []
  }

  const listsGoHere = (): boolean =>
    (head?.kind === 'package' && head.element === 'ПакетПредложений') ||
    (head?.kind === 'classifier' && habits.listsIn === 'classifier')

  function addPriceType(record: CmlPriceType): void {
    if (!listsGoHere()) {
      priceTypes.push(record)
      return
    }
    openList('ТипыЦен')
    writePriceType(pen, record)
  }

  function addWarehouse(record: CmlWarehouse): void {
    if (!habits.warehouses) return
    if (!listsGoHere()) {
      warehouses.push(record)
      return
    }
    openList('Склады')
    writeWarehouse(pen, record)
  }

  const adders: { [Kind in CmlRecord['kind']]: (record: Extract<CmlRecord, { kind: Kind }>) => void } = {
    root: () => undefined,
    classifier: openClassifier,
    group(record) {
      inside('classifier', record)
      if (list !== null) throw new RangeError('Groups have to come before properties and price types')
      if (habits.groups) groups.push(record)
    },
    property(record) {
      inside('classifier', record)
      openList('Свойства')
      writeProperty(pen, record)
    },
    unit(record) {
      inside('classifier', record)
      if (habits.units) units.push(record)
    },
    priceType: addPriceType,
    warehouse: addWarehouse,
    catalogue: openCatalogue,
    item(record) {
      inside('catalogue', record)
      openList('Товары')
      writeItem(pen, record)
    },
    package: openPackage,
    offer(record) {
      inside('package', record)
      const changes = head?.kind === 'package' && head.element === 'ИзмененияПакетаПредложений'
      openList('Предложения')
      if (changes) writeChangedOffer(pen, record)
      else writeOffer(pen, record)
    },
    document(record) {
      closeHead()
      if (documentGroup !== null && belongsTo(documentGroup, record)) {
        documentGroup.subordinate.push(record)
        return
      }
      endDocuments()
      documentGroup = groupOf(record)
    },
    counterparty(record) {
      if (head !== null) leave()
      endDocuments()
      openList('Контрагенты')
      xml.open('Контрагент')
      writePartyBody(pen, record.party)
      writeMarks(pen, record)
      writeExtra(pen, record.extra)
      xml.close()
    },
  }

  return {
    add(record) {
      const add = adders[record.kind] as (record: CmlRecord) => void
      add(record)
    },
    end() {
      leave()
      xml.close()
    },
  }
}
