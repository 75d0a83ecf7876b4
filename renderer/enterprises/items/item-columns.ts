import { moneyText, quantityText } from '../../../server/contracts/decimal.ts'
import type { RegateItem, RegateStore } from '../../api/types.ts'
import { t } from '../../i18n/index.ts'
import type { ItemCell } from './item-edit.ts'

/** What stands in a cell: the text, and what is said dimly before or after it. */
export interface CellFace {
  text: string
  /** What a spreadsheet gets; numbers with a comma and without the sign of the currency. */
  copied: string
  before?: string
  after?: string
  tone?: 'muted' | 'warn'
}

export interface ItemColumn {
  key: string
  title: string
  hint: string
  /** Pixels. */
  width: number
  grows?: boolean
  right?: boolean
  mono?: boolean
  /** Stays when the table is scrolled sideways. Pixels from the left. */
  sticks?: number
  cell?: ItemCell
  face(item: RegateItem): CellFace
}

const plain = (text: string | null): CellFace => ({ text: text ?? '', copied: text ?? '' })
const measured = (thousandths: number): CellFace => {
  const text = quantityText(thousandths)
  return { text, copied: text }
}

const ARTICLE_WIDTH = 92

function priceFace({ price }: RegateItem): CellFace {
  if (price === null) return { text: t('enterprises.item.noPrice'), copied: '', tone: 'warn' }
  const text = moneyText(price)
  return { text, copied: text }
}

function tierFace(item: RegateItem, index: 0 | 1): CellFace {
  const tier = item.tiers[index]
  if (!tier) return { text: '—', copied: '', tone: 'muted' }
  return {
    text: moneyText(tier.price),
    copied: moneyText(tier.price),
    before: `> ${quantityText(tier.over)}`,
  }
}

function stockFace(item: RegateItem, store_id: string): CellFace {
  const stock = item.stock.find((one) => one.store_id === store_id)
  const endless = item.unlimited ? { before: '∞' } : {}
  if (!stock) return { text: item.unlimited ? '' : '—', copied: '', tone: 'muted', ...endless }
  const text = quantityText(stock.quantity)
  return {
    text,
    copied: text,
    ...endless,
    ...(stock.quantity === 0 ? { tone: 'muted' as const } : {}),
    ...(stock.reserved > 0 ? { after: `−${quantityText(stock.reserved)}` } : {}),
  }
}

/** Columns of the table of items; each warehouse of the base is one. */
export function itemColumns(stores: readonly RegateStore[]): ItemColumn[] {
  const tier = (index: 0 | 1): ItemColumn => ({
    key: `tier-${index}`,
    title: t(`enterprises.item.column.tier${index}`),
    hint: t('enterprises.item.tierHint'),
    width: 118,
    right: true,
    cell: { field: 'tier', tier: index },
    face: (item) => tierFace(item, index),
  })
  return [
    {
      key: 'article',
      title: t('enterprises.item.column.article'),
      hint: t('enterprises.item.column.article'),
      width: ARTICLE_WIDTH,
      mono: true,
      sticks: 0,
      face: ({ article }) => plain(article),
    },
    {
      key: 'name',
      title: t('enterprises.item.column.name'),
      hint: t('enterprises.item.column.name'),
      width: 214,
      grows: true,
      sticks: ARTICLE_WIDTH,
      face: ({ name }) => plain(name),
    },
    {
      key: 'price',
      title: t('enterprises.item.column.price'),
      hint: t('enterprises.item.priceHint'),
      width: 92,
      right: true,
      cell: { field: 'price' },
      face: priceFace,
    },
    tier(0),
    tier(1),
    ...stores.map(({ store_id, name, city }): ItemColumn => ({
      key: `stock-${store_id}`,
      title: name,
      hint: t('enterprises.item.stockHint', { store: name, city }),
      width: 108,
      right: true,
      cell: { field: 'stock', store_id },
      face: (item) => stockFace(item, store_id),
    })),
    {
      key: 'unit',
      title: t('enterprises.item.column.unit'),
      hint: t('enterprises.item.column.unit'),
      width: 46,
      face: ({ unit }) => plain(unit),
    },
    {
      key: 'min',
      title: t('enterprises.item.column.min'),
      hint: t('enterprises.item.minHint'),
      width: 74,
      right: true,
      face: ({ min_volume }) => measured(min_volume),
    },
    {
      key: 'step',
      title: t('enterprises.item.column.step'),
      hint: t('enterprises.item.stepHint'),
      width: 78,
      right: true,
      face: ({ step }) => measured(step),
    },
    {
      key: 'brand',
      title: t('enterprises.item.column.brand'),
      hint: t('enterprises.item.column.brand'),
      width: 118,
      face: ({ brand }) => plain(brand),
    },
    {
      key: 'barcode',
      title: t('enterprises.item.column.barcode'),
      hint: t('enterprises.item.column.barcode'),
      width: 122,
      mono: true,
      face: ({ barcode }) => plain(barcode),
    },
  ]
}

/** `92px minmax(236px, 1fr) …` of a CSS grid. */
export const gridTemplate = (columns: readonly ItemColumn[]): string =>
  columns.map(({ width, grows }) => (grows ? `minmax(${width}px, 1fr)` : `${width}px`)).join(' ')

export const leastWidth = (columns: readonly ItemColumn[]): number =>
  columns.reduce((sum, { width }) => sum + width, 0)
