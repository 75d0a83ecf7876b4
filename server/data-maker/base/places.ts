import { faker } from '@faker-js/faker/locale/ru'
import type { Random } from './random.ts'

/** Regions with their codes: in ИНН and ОГРН the region's number, in БИК the ОКАТО, in phones the code of the city. */
export interface Region {
  /** Number of the region in ИНН, КПП and ОГРН. */
  number: string
  city: string
  /** ОКАТО: digits 3 and 4 of a БИК. */
  okato: string
  phone: string
  /** First three digits of postcodes. */
  postcode: string
}

export const regions: readonly Region[] = [
  { number: '77', city: 'Москва', okato: '45', phone: '495', postcode: '117' },
  { number: '78', city: 'Санкт-Петербург', okato: '40', phone: '812', postcode: '196' },
  { number: '16', city: 'Казань', okato: '92', phone: '843', postcode: '420' },
  { number: '63', city: 'Самара', okato: '36', phone: '846', postcode: '443' },
  { number: '66', city: 'Екатеринбург', okato: '65', phone: '343', postcode: '620' },
  { number: '59', city: 'Пермь', okato: '57', phone: '342', postcode: '614' },
  { number: '52', city: 'Нижний Новгород', okato: '22', phone: '831', postcode: '603' },
  { number: '54', city: 'Новосибирск', okato: '50', phone: '383', postcode: '630' },
  { number: '23', city: 'Краснодар', okato: '03', phone: '861', postcode: '350' },
  { number: '61', city: 'Ростов-на-Дону', okato: '60', phone: '863', postcode: '344' },
  { number: '74', city: 'Челябинск', okato: '75', phone: '351', postcode: '454' },
  { number: '36', city: 'Воронеж', okato: '20', phone: '473', postcode: '394' },
]

/** A third of business is in the two capitals. */
export const someRegion = (random: Random): Region =>
  random.chance(33) ? regions[random.int(2)]! : random.pick(regions)

const { street_name_part: streetNames } = faker.rawDefinitions.location as { street_name_part: string[] }

export interface Street {
  street: string
  house: string
  postcode: string
}

export function someStreet(random: Random, region: Region): Street {
  return {
    street: `ул. ${random.pick(streetNames)}`,
    house: String(random.between(1, 98)) + (random.chance(15) ? `, к. ${random.between(1, 4)}` : ''),
    postcode: region.postcode + random.digits(3),
  }
}

/** `620131, г. Екатеринбург, ул. Лесная, д. 12`. */
export const addressText = ({ city }: Region, { street, house, postcode }: Street, rest = ''): string =>
  `${postcode}, г. ${city}, ${street}, д. ${house}${rest === '' ? '' : `, ${rest}`}`

/**
 * A phone that nobody has: the part behind the code of the city begins with 0, as no local number may (the dialling plan keeps 0
 * and 8 for prefixes).
 * @param serial six digits, each once
 */
export const phoneOf = ({ phone }: Region, serial: string): string => `+7${phone}0${serial}`
