import type { CmlForm } from './model.ts'

/** Contents of the files of an export; the folder-style module has one for each (commerceml section 7.2). */
export type FilePart =
  | 'groups'
  | 'propertiesGoods'
  | 'units'
  | 'priceLists'
  | 'storages'
  | 'goods'
  | 'offers'
  | 'prices'
  | 'rests'
  | 'contragents'
  | 'documents'

/** What the producers with one file for catalogue and offers each call them. */
const plain: Readonly<Record<FilePart, string>> = {
  groups: 'import',
  propertiesGoods: 'import',
  units: 'import',
  priceLists: 'import',
  storages: 'import',
  goods: 'import',
  offers: 'offers',
  prices: 'prices',
  rests: 'rests',
  contragents: 'contragents',
  documents: 'orders',
}

/**
 * Name of a file as it goes up (commerceml section 4.1).
 * @param number of the portion within its kind of files, from 1
 */
export function fileName({ naming, row, node }: CmlForm, part: FilePart, number: number): string {
  const name = plain[part]
  switch (naming) {
    case 'ut11':
      return name === 'orders' ? `orders-${node}_${number}.xml` : `${name}${row}_${number}.xml`
    case 'unf':
      return `${name}${row}.xml`
    case 'module':
      return `${name === 'orders' ? 'documents' : name}___${node}.xml`
    case 'module31':
      return `${part}/${part}_${row + 1}_${number}_${node}.xml`
    default:
      return `${name}.xml`
  }
}
