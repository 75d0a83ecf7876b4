import { randomOf, refOf, serialOf, type Random } from '../base/random.ts'
import { units, type Trade, type TradeGoods, type TradeGroup, type Unit } from '../trades/trade.ts'
import { tradesOf } from '../trades/trades.ts'

/** An item that a shop of a trade sells. Money in kopecks, with VAT. */
export interface MadeItem {
  /** Reference in 1C. */
  ref: string
  code: string
  /** Identifier on the site. */
  tovar_id: string
  article: string
  name: string
  trade: string
  group: string
  brand: string
  unit: Unit
  okei: string
  vat: '10%' | '22%' | 'Без НДС'
  price_kopecks: number
  /** EAN-13 of the range for use inside a shop. */
  barcode: string
  /** One of each size and colour; empty for goods without characteristics. */
  characteristics: MadeCharacteristic[]
}

export interface MadeCharacteristic {
  ref: string
  size: string
  colour: string
}

/** Goods cost round sums; cheap ones have kopecks. */
function priceOf(random: Random, [least, most]: TradeGoods['price']): number {
  // The product of two draws: cheap ones are many, dear ones few.
  const roubles = least + Math.floor(((most - least) * random.int(1000) * random.int(1000)) / 1_000_000)
  if (roubles < 300) return roubles * 100 + random.pick([0, 0, 50, 90, 99])
  return (roubles - (roubles % 10) + random.pick([0, 9])) * 100
}

/** EAN-13: numbers from 20 to 29 are given out by the shop itself, so they are nobody else's. */
function barcodeOf(seed: number, n: number): string {
  const stem = `20${String(Math.floor(n / 10_000_000) % 1000).padStart(3, '0')}${serialOf(seed, n, 7)}`
  const sum = [...stem].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0)
  return stem + String((10 - (sum % 10)) % 10)
}

interface Chosen {
  trade: Trade
  group: TradeGroup
  goods: TradeGoods
}

function chosenGoods(random: Random, offered: readonly Trade[]): Chosen {
  const trade = random.pick(offered)
  const group = random.pick(trade.groups)
  return { trade, group, goods: random.pick(group.goods) }
}

function characteristicsOf(seed: number, n: number, goods: TradeGoods): MadeCharacteristic[] {
  const { sizes = [], colours = [] } = goods
  return sizes.flatMap((size, i) =>
    colours.map((colour, j) => ({
      ref: refOf(seed, 'characteristic', n * 100 + i * colours.length + j),
      size,
      colour,
    })),
  )
}

/**
 * Item number `n` of a seed.
 * @param trade id of a trade, `all` for every one
 */
export function makeItem(seed: number, n: number, trade = 'all'): MadeItem {
  const random = randomOf(seed, `item ${trade}`, n)
  const { trade: chosen, group, goods } = chosenGoods(random, tradesOf(trade))
  const { unit = 'шт', vat = '22%' } = goods
  const brand = random.pick(chosen.brands)
  const model = `${brand.slice(0, 1).toUpperCase()}${random.between(10, 99)}-${String(n + 1).padStart(4, '0')}`
  return {
    ref: refOf(seed, `item ${trade}`, n),
    code: `ДМ-${String(n + 1).padStart(8, '0')}`,
    tovar_id: `dm-${seed}-${trade}-${n + 1}`,
    article: `${chosen.prefix}-${String(n + 1).padStart(6, '0')}`,
    name: `${goods.noun} «${brand}» ${model}, ${goods.details.map((list) => random.pick(list)).join(', ')}`,
    trade: chosen.id,
    group: group.name,
    brand,
    unit,
    okei: units[unit].code,
    vat,
    price_kopecks: priceOf(random, goods.price),
    barcode: barcodeOf(seed, n),
    characteristics: characteristicsOf(seed, n, goods),
  }
}

/** A quantity of an item in thousandths: whole pieces, or half units of what is cut or weighed. */
export function someQuantity(random: Random, unit: Unit, most: number): number {
  const units1000 = random.between(1, most) * 1000
  return units[unit].whole || !random.chance(30) ? units1000 : units1000 + 500
}
