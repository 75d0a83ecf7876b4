import { ogrnCheckDigits } from '../../contracts/check-digits.ts'
import { withInnCheck } from '../../contracts/requisites.ts'
import { accountOf, someBank } from '../base/banks.ts'
import { emailOf, fullName, latin, someName, type PersonName } from '../base/names.ts'
import { addressText, phoneOf, regions, someStreet, type Region } from '../base/places.ts'
import { randomOf, refOf, serialOf, type Random } from '../base/random.ts'

/** An invented company or sole proprietor. Every requisite holds its check digits; no two rows share an ИНН. */
export interface MadeCompany {
  ref: string
  /** Code of the counterparty, leading zeros count. */
  code: string
  type: 'company' | 'entrepreneur'
  name: string
  full_name: string
  inn: string
  /** `''` for a sole proprietor. */
  kpp: string
  ogrn: string
  legal_address: string
  postal_address: string
  city: string
  phone: string
  email: string
  /** Who answers the phone. */
  contact: string
  director: string
  bank: string
  bik: string
  account: string
  correspondent_account: string
  /** Is a payer of VAT. */
  vat: boolean
  activity: string
}

/** Of a hundred counterparties so many are sole proprietors, unless it is said otherwise. */
export const ENTREPRENEURS = 25

const FORMS = [
  { short: 'ООО', long: 'Общество с ограниченной ответственностью', share: 88 },
  { short: 'АО', long: 'Акционерное общество', share: 8 },
  { short: 'ПК', long: 'Производственный кооператив', share: 4 },
] as const

const FIRST_WORDS = [
  'Северный',
  'Южный',
  'Тихий',
  'Белый',
  'Зелёный',
  'Старый',
  'Новый',
  'Дальний',
  'Верхний',
  'Светлый',
  'Ясный',
  'Каменный',
  'Лесной',
  'Речной',
  'Полевой',
  'Морской',
  'Кедровый',
  'Янтарный',
]
const SECOND_WORDS = [
  'Берег',
  'Причал',
  'Ключ',
  'Мост',
  'Двор',
  'Маяк',
  'Порог',
  'Склад',
  'Мастер',
  'Парус',
  'Утёс',
  'Ветер',
  'Дом',
  'Сад',
  'Путь',
  'Бор',
  'Луч',
  'Яр',
]
const LAST_WORDS = ['', '', '', 'Плюс', 'Торг', 'Снаб', 'Опт', 'Трейд', 'Инвест', 'Сервис', 'Комплект']
const ACTIVITIES = [
  'Оптовая торговля бытовой техникой',
  'Розничная торговля стройматериалами',
  'Оптовая торговля одеждой',
  'Торговля канцелярскими товарами',
  'Строительство и отделка',
  'Общественное питание',
  'Гостиничные услуги',
  'Ремонт помещений',
  'Дошкольное образование',
  'Грузовые перевозки',
]

/** Tax offices of these numbers are invented; the block of rows is a part of the number, so that no ИНН comes twice. */
const FIRST_OFFICE = 90
const OFFICES = 9
const SERIALS = 100_000

interface TaxNumbers {
  region: Region
  /** Four digits that ИНН and КПП begin with. */
  office: string
  serial: string
}

/** A row of the same serial number is in another block, and a block has an office and a region of its own. */
function taxNumbersOf(seed: number, n: number): TaxNumbers {
  const serial = serialOf(seed, n, 5)
  const block = Math.floor(n / SERIALS)
  const own = randomOf(seed, 'tax office', Number(serial))
  const at = own.int(regions.length * OFFICES) + block
  const region = regions[Math.floor(at / OFFICES) % regions.length]!
  return { region, office: `${region.number}${FIRST_OFFICE + (at % OFFICES)}`, serial }
}

const withOgrnCheck = (stem: string): string => stem + ogrnCheckDigits(`${stem}0`)[0]!.expected

/** Year of registration, two digits: 2003 to 2024. */
const yearOf = (random: Random): string => String(random.between(3, 24)).padStart(2, '0')

function formOf(random: Random): (typeof FORMS)[number] {
  const draw = random.int(100)
  return draw < FORMS[0].share ? FORMS[0] : draw < FORMS[0].share + FORMS[1].share ? FORMS[1] : FORMS[2]
}

function companyName(random: Random): string {
  const last = random.pick(LAST_WORDS)
  return `${random.pick(FIRST_WORDS)} ${random.pick(SECOND_WORDS)}${last === '' ? '' : ` ${last}`}`
}

interface Named {
  name: string
  full_name: string
  /** Left of the e-mail's @. */
  user: string
  director: string
}

function namesOf(random: Random, isCompany: boolean, person: PersonName): Named {
  const director = fullName(person)
  if (!isCompany)
    return {
      name: `ИП ${director}`,
      full_name: `Индивидуальный предприниматель ${director}`,
      user: `ip-${latin(person.last)}`,
      director,
    }
  const form = formOf(random)
  const own = companyName(random)
  return {
    name: `${form.short} «${own}»`,
    full_name: `${form.long} «${own}»`,
    user: latin(own),
    director,
  }
}

/**
 * Company number `n` of a seed.
 * @param entrepreneurs of a hundred rows so many are sole proprietors
 */
export function makeCompany(seed: number, n: number, entrepreneurs: number = ENTREPRENEURS): MadeCompany {
  const random = randomOf(seed, 'company', n)
  const isCompany = !random.chance(entrepreneurs)
  const { region, office, serial } = taxNumbersOf(seed, n)
  const bank = someBank(random, regions.indexOf(region))
  const { name, full_name, user, director } = namesOf(random, isCompany, someName(random))
  const legal = someStreet(random, region)
  const place = (flat: string): string => addressText(region, legal, flat)
  const legal_address = place(`${isCompany ? 'оф.' : 'кв.'} ${random.between(1, 240)}`)
  const elsewhere = random.chance(30)
  return {
    ref: refOf(seed, 'company', n),
    code: `ДМ-${String(n + 1).padStart(8, '0')}`,
    type: isCompany ? 'company' : 'entrepreneur',
    name,
    full_name,
    inn: withInnCheck(`${office}${isCompany ? '' : random.digits(1)}${serial}`),
    kpp: isCompany ? `${office}01001` : '',
    ogrn: withOgrnCheck(
      isCompany
        ? `1${yearOf(random)}${region.number}${serialOf(seed, n, 7)}`
        : `3${yearOf(random)}${region.number}${random.digits(2)}${serialOf(seed, n, 7)}`,
    ),
    legal_address,
    postal_address: elsewhere
      ? addressText(region, someStreet(random, region), `а/я ${random.between(1, 300)}`)
      : legal_address,
    city: region.city,
    phone: phoneOf(region, serialOf(seed, n, 6)),
    email: emailOf(random, user, n),
    contact: fullName(someName(random)),
    director,
    ...bank,
    account: accountOf(isCompany ? '40702' : '40802', bank.bik, serialOf(seed, n, 7)),
    vat: isCompany ? random.chance(75) : random.chance(15),
    activity: random.pick(ACTIVITIES),
  }
}
