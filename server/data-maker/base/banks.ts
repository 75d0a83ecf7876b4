import { withAccountKey } from '../../contracts/requisites.ts'
import type { Random } from './random.ts'
import { regions } from './places.ts'

/** Invented banks of the regions: a БИК of the region's ОКАТО, a correspondent account whose key holds. */
export interface Bank {
  bank: string
  bik: string
  correspondent_account: string
}

const NAMES = [
  'АО «Учебный Кредит»',
  'ПАО «Образцовый Расчёт»',
  'АО КБ «Тихий Омут»',
  'АО «Банк Сухой Причал»',
  'ПАО «Наглядный Банк»',
  'АО «Верный Остаток»',
]

/** Settlement numbers of the banks; real ones of these regions end lower. */
const FIRST_NUMBER = 940

export const banks: readonly Bank[] = regions.flatMap(({ okato, city }, region) =>
  [0, 1].map((second): Bank => {
    const number = FIRST_NUMBER + region * 2 + second
    const bik = `04${okato}99${number}`
    return {
      bank: `${NAMES[(region * 2 + second) % NAMES.length]}, г. ${city}`,
      bik,
      correspondent_account: withAccountKey(`30101810000000000${number}`, bik, 'correspondent'),
    }
  }),
)

/** Banks of a region come first in its companies' requisites, but not always. */
export const someBank = (random: Random, region: number): Bank =>
  random.chance(80) ? banks[region * 2 + random.int(2)]! : random.pick(banks)

/**
 * A settlement account whose key holds.
 * @param balance the first five digits: 40702 a company, 40802 a sole proprietor
 * @param serial seven digits
 */
export const accountOf = (balance: '40702' | '40802', bik: string, serial: string): string =>
  withAccountKey(`${balance}81000000${serial}`, bik)
