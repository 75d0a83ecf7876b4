import { t } from '../../i18n/index.ts'
import { count } from '../../format/measure.ts'
import type { Column } from '../table/columns.ts'
import type { ItemRow, OfferRow } from '../types.ts'
import { amount, priceRange, stock, stockTone } from './amounts.ts'

/** @param narrow the card takes the other half of the screen */
export function itemColumns(narrow: boolean): Column<ItemRow>[] {
  const all: (Column<ItemRow> & { wide?: boolean })[] = [
    {
      key: 'article',
      title: t('explorer.item.article'),
      width: narrow ? '96px' : '120px',
      text: (item) => item.article,
      sortable: true,
    },
    {
      key: 'name',
      title: t('explorer.item.name'),
      width: 'minmax(180px, 3fr)',
      text: (item) => (item.active ? item.name : t('explorer.item.deleted', { name: item.name })),
      hint: (item) => `${item.name}\n${item.id}`,
      sortable: true,
    },
    {
      key: 'barcode',
      title: t('explorer.item.barcode'),
      width: '118px',
      text: (item) => item.barcode,
      wide: true,
    },
    { key: 'unit', title: t('explorer.item.unit'), width: '56px', text: (item) => item.unit, wide: true },
    {
      key: 'pictures',
      title: t('explorer.item.pictures'),
      width: '80px',
      text: (item) => (item.pictures > 0 ? count(item.pictures) : ''),
      right: true,
      wide: true,
    },
    {
      key: 'offers',
      title: t('explorer.item.offers'),
      width: '98px',
      text: (item) => (item.offers > 0 ? count(item.offers) : ''),
      right: true,
      wide: true,
    },
    {
      key: 'price',
      title: t('explorer.item.price'),
      width: narrow ? '96px' : 'minmax(120px, 1fr)',
      text: (item) => priceRange(item.price),
      right: true,
      sortable: true,
    },
    {
      key: 'quantity',
      title: t('explorer.item.quantity'),
      width: narrow ? '72px' : '90px',
      text: (item) => stock(item.quantity),
      tone: (item) => stockTone(item.quantity),
      right: true,
      sortable: true,
    },
  ]
  return narrow ? all.filter(({ wide }) => !wide) : all
}

export function offerColumns(narrow: boolean): Column<OfferRow>[] {
  const all: (Column<OfferRow> & { wide?: boolean })[] = [
    { key: 'article', title: t('explorer.item.article'), width: '110px', text: (offer) => offer.article },
    {
      key: 'name',
      title: t('explorer.item.name'),
      width: 'minmax(170px, 3fr)',
      text: (offer) => offer.name || offer.id,
      hint: (offer) => `${offer.name}\n${offer.id}`,
    },
    {
      key: 'characteristics',
      title: t('explorer.offer.characteristics'),
      width: 'minmax(120px, 2fr)',
      text: (offer) => offer.characteristics,
      wide: true,
    },
    {
      key: 'barcode',
      title: t('explorer.item.barcode'),
      width: '118px',
      text: (offer) => offer.barcode,
      wide: true,
    },
    {
      key: 'prices',
      title: t('explorer.offer.prices'),
      width: '60px',
      text: (offer) => (offer.prices > 0 ? count(offer.prices) : ''),
      right: true,
      wide: true,
    },
    {
      key: 'price',
      title: t('explorer.item.price'),
      width: '120px',
      text: (offer) => amount(offer.price, offer.currency),
      right: true,
    },
    {
      key: 'warehouses',
      title: t('explorer.offer.warehouses'),
      width: '80px',
      text: (offer) => (offer.warehouses > 0 ? count(offer.warehouses) : ''),
      right: true,
      wide: true,
    },
    {
      key: 'quantity',
      title: t('explorer.item.quantity'),
      width: '90px',
      text: (offer) => stock(offer.quantity),
      tone: (offer) => stockTone(offer.quantity),
      right: true,
    },
  ]
  return narrow ? all.filter(({ wide }) => !wide) : all
}
