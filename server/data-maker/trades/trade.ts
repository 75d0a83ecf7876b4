/** What shops of a trade sell. A name is put together of the noun, a brand and one detail of each list. */
export interface Trade {
  id: string
  title: { ru: string; en: string }
  /** Two letters that articles begin with. */
  prefix: string
  /** Invented. */
  brands: readonly string[]
  groups: readonly TradeGroup[]
}

export interface TradeGroup {
  name: string
  goods: readonly TradeGoods[]
}

export interface TradeGoods {
  noun: string
  details: readonly (readonly string[])[]
  /** Roubles for one unit, least and most. */
  price: readonly [number, number]
  unit?: Unit
  /** `22%` when not given; 10 % is for what children use. */
  vat?: '10%' | '22%' | 'Без НДС'
  /** Characteristics: the goods come in every size and colour, each with a stock of its own. */
  sizes?: readonly string[]
  colours?: readonly string[]
}

export type Unit = 'шт' | 'упак' | 'пара' | 'компл' | 'м' | 'м2' | 'кг' | 'л' | 'рул'

/** ОКЕИ of the units. */
export const units: Readonly<
  Record<Unit, { code: string; full: string; international: string; whole: boolean }>
> = {
  шт: { code: '796', full: 'Штука', international: 'PCE', whole: true },
  упак: { code: '778', full: 'Упаковка', international: 'NMP', whole: true },
  пара: { code: '715', full: 'Пара', international: 'NPR', whole: true },
  компл: { code: '839', full: 'Комплект', international: 'SET', whole: true },
  м: { code: '006', full: 'Метр', international: 'MTR', whole: false },
  м2: { code: '055', full: 'Квадратный метр', international: 'MTK', whole: false },
  кг: { code: '166', full: 'Килограмм', international: 'KGM', whole: false },
  л: { code: '112', full: 'Литр', international: 'LTR', whole: false },
  рул: { code: '736', full: 'Рулон', international: 'NPL', whole: true },
}
