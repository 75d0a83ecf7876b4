import { cmlVersions } from '../model.ts'
import type { CmlVersion } from '../model.ts'
import type { CmlForm, CmlNaming } from './model.ts'

/** `true` when the schema is `other` or a later one. */
export const atLeast = (version: CmlVersion, other: CmlVersion): boolean =>
  cmlVersions.indexOf(version) >= cmlVersions.indexOf(other)

/** What a producer writes in its own way (commerceml sections 5–7, 12, 14). */
export interface Habits {
  /** `standalone="yes"` in the declaration. */
  standalone: boolean
  /** Empty elements as a pair of tags. */
  pairs: boolean
  /** Deleted goods and offers (section 6). `ПометкаУдаления` stands in `marks`. */
  deleted: 'attribute' | 'element' | 'none'
  /** `НомерВерсии` and `ПометкаУдаления` on every object. */
  marks: boolean
  /** `Ид` of the exchange node in the root. */
  nodeInRoot: boolean
  /** Price types, warehouses: with the module a part of the classifier, elsewhere of the package. */
  listsIn: 'classifier' | 'package'
  /** `СодержитТолькоИзменения`: a child element in 2.03. */
  changesOnly: 'element' | 'attribute'
  /** The classifier says it too. */
  classifierSaysChanges: boolean
  /** Stock by warehouse. */
  stocks: 'none' | 'attributes' | 'rests'
  warehouses: boolean
  barcode: 'ШтрихКод' | 'Штрихкод'
  /** УТ omits a barcode that is not 8–14 characters, and a unit of a price that is not three. */
  strictLengths: boolean
  property: 'Свойство' | 'СвойствоНоменклатуры'
  units: boolean
  offerPictures: boolean
  baseUnit: 'full' | 'converted' | 'withoutCode' | 'codeOnly'
  /** Code of every unit in offers; `null`: as it is. */
  offerUnitCode: string | null
  /** Written though they are empty: `Артикул`, `ИНН`. */
  emptyFields: boolean
  groups: boolean
  classifierId: string | null
  packageId: string | null
  rouble: 'RUB' | 'RUR'
  /** Prices and stock in files of their own (section 7.2). */
  split: boolean
}

/** Constant in every export of МойСклад (section 14). */
const MOYSKLAD_CLASSIFIER = 'bd72d8f9-55bc-11d9-848a-00112f43529a'

/** `Склад` with attributes appears in 2.07 (section 12). */
const stocksBefore = (version: CmlVersion): 'none' | 'attributes' =>
  atLeast(version, '2.07') ? 'attributes' : 'none'

type Own = (version: CmlVersion) => Partial<Habits>

const moduleHabits: Own = (version) => ({
  deleted: 'none',
  marks: true,
  nodeInRoot: atLeast(version, '2.09'),
  listsIn: 'classifier',
  classifierSaysChanges: true,
  stocks: atLeast(version, '2.09') ? 'rests' : stocksBefore(version),
  split: atLeast(version, '2.09'),
})

const own: Readonly<Record<CmlNaming, Own>> = {
  ut103: () => ({ deleted: 'element', strictLengths: true }),
  ut11: (version) => ({
    strictLengths: true,
    baseUnit: atLeast(version, '2.07') ? 'converted' : 'full',
  }),
  unf: () => ({}),
  module: moduleHabits,
  module31: (version) => ({ ...moduleHabits(version), baseUnit: 'codeOnly' }),
  moysklad: () => ({
    standalone: true,
    pairs: true,
    deleted: 'element',
    baseUnit: 'withoutCode',
    emptyFields: true,
    classifierId: MOYSKLAD_CLASSIFIER,
  }),
  businessru: () => ({ offerUnitCode: '1', groups: false, packageId: '1#', rouble: 'RUR' }),
}

export function habitsOf({ version, naming }: Pick<CmlForm, 'version' | 'naming'>): Habits {
  return {
    standalone: false,
    pairs: false,
    deleted: atLeast(version, '2.07') ? 'attribute' : 'element',
    marks: atLeast(version, '2.09'),
    nodeInRoot: false,
    listsIn: 'package',
    changesOnly: version === '2.03' ? 'element' : 'attribute',
    classifierSaysChanges: false,
    stocks: stocksBefore(version),
    warehouses: version !== '2.03',
    barcode: version === '2.03' ? 'ШтрихКод' : 'Штрихкод',
    strictLengths: false,
    property: version === '2.03' ? 'СвойствоНоменклатуры' : 'Свойство',
    units: atLeast(version, '2.08'),
    offerPictures: atLeast(version, '2.08'),
    baseUnit: 'full',
    offerUnitCode: null,
    emptyFields: false,
    groups: true,
    classifierId: null,
    packageId: null,
    rouble: 'RUB',
    split: false,
    ...own[naming](version),
  }
}
