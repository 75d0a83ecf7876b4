import { t } from '../../i18n/index.ts'
import type { Column } from '../table/column.ts'

/** Columns of the nomenclature; beside an open card only those by which an item is known. */
export function itemColumns(narrow: boolean): Column[] {
  const all: Column[] = [
    {
      key: 'article',
      title: t('cmlNode.item.column.article'),
      width: narrow ? '84px' : '104px',
      sortable: true,
    },
    { key: 'name', title: t('cmlNode.item.column.name'), width: 'minmax(120px, 1fr)', sortable: true },
    { key: 'unit', title: t('cmlNode.item.column.unit'), width: '44px' },
    {
      key: 'price',
      title: t('cmlNode.item.column.price'),
      width: narrow ? '104px' : 'minmax(96px, 150px)',
      right: true,
      sortable: true,
    },
    { key: 'quantity', title: t('cmlNode.item.column.quantity'), width: '84px', right: true, sortable: true },
    { key: 'offers', title: t('cmlNode.item.column.offers'), width: '70px', right: true },
    { key: 'pictures', title: t('cmlNode.item.column.pictures'), width: '58px', right: true },
  ]
  const kept = new Set(['article', 'name', 'price'])
  return narrow ? all.filter(({ key }) => kept.has(key)) : all
}
