import { seededRandom } from '../../server/storage/random.ts'
import type { RegateDemoItem } from './demo.ts'

/** Items of a large base, the same for the same seed. */
export interface GenerateOptions {
  seed: number
  /** Number of the first item: portions of one base follow one another. */
  from: number
  count: number
  stores: readonly string[]
  groups: readonly string[]
}

const KINDS = [
  'Печенье',
  'Варенье',
  'Чай',
  'Кофе',
  'Мыло',
  'Свеча',
  'Полотенце',
  'Мёд',
  'Пастила',
  'Соус',
  'Паста',
  'Хлебцы',
  'Орехи',
  'Сироп',
  'Крем',
  'Салфетки',
]
const MANNERS = [
  'домашнее',
  'северное',
  'луговое',
  'ягодное',
  'пряное',
  'светлое',
  'тёмное',
  'густое',
  'лёгкое',
  'праздничное',
]
const BRANDS = ['Сосновый Бор', 'Три Реки', 'Белый Камень', 'Заречье', 'Тёплый Край']

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0')

/** Makes items `from` … `from + count - 1` of the base of this seed. */
export function generateItems({ seed, from, count, stores, groups }: GenerateOptions): RegateDemoItem[] {
  return Array.from({ length: count }, (_, index) => {
    const n = from + index
    const random = seededRandom(seed, 'regate item', n)
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
    const byWeight = random() < 0.3
    const price = 1000 + Math.floor(random() * 200_000)
    const step = byWeight ? 100 : 1000
    const tier = random() < 0.5
    return {
      item_id: `${hex(n, 8)}-${hex(seed & 0xffff, 4)}-4a1b-8c2d-${hex(n, 12)}`,
      group_id: pick(groups),
      article: `GN-${String(n).padStart(6, '0')}`,
      name: `${pick(KINDS)} ${pick(MANNERS)} № ${n + 1}`,
      country: 'Россия',
      brand: pick(BRANDS),
      icon_hue: Math.floor(random() * 360),
      unit: byWeight ? 'кг' : 'шт',
      portion: step,
      min_volume: step,
      step,
      price,
      tiers: tier ? [{ over: step * 10, price: Math.floor(price * 0.95) }] : [],
      nds_s: pick(['10%', '22%']),
      stock: stores.map((store_id) => ({ store_id, quantity: Math.floor(random() * 500) * step })),
    }
  })
}
