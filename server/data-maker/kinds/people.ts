import { addDays } from '../base/calendar.ts'
import { emailOf, fullName, latin, someName } from '../base/names.ts'
import { addressText, phoneOf, someRegion, someStreet } from '../base/places.ts'
import { randomOf, refOf, serialOf } from '../base/random.ts'

/** An invented person. The passport has a series that is not given out, so it is nobody's. */
export interface MadePerson {
  ref: string
  code: string
  name: string
  last_name: string
  first_name: string
  middle_name: string
  sex: 'female' | 'male'
  /** `yyyy-MM-dd`. */
  born: string
  phone: string
  email: string
  city: string
  address: string
  passport: { number: string; issued: string }
}

/** Buyers are 18 to 75 at the end of 2025, whenever that is looked at: nothing here is relative to today. */
const OLDEST = '1950-01-01'
const DAYS_OF_BIRTH = 21_000

/** Person number `n` of a seed. */
export function makePerson(seed: number, n: number): MadePerson {
  const random = randomOf(seed, 'person', n)
  const name = someName(random)
  const region = someRegion(random)
  const issued = addDays('2008-01-09', random.int(6000))
  return {
    ref: refOf(seed, 'person', n),
    code: `ДМ-${String(n + 1).padStart(8, '0')}`,
    name: fullName(name),
    last_name: name.last,
    first_name: name.first,
    middle_name: name.middle,
    sex: name.sex,
    born: addDays(OLDEST, random.int(DAYS_OF_BIRTH)),
    phone: phoneOf(region, serialOf(seed + 1, n, 6)),
    email: emailOf(random, `${latin(name.last)}.${latin(name.first)}.`, n),
    city: region.city,
    address: addressText(region, someStreet(random, region), `кв. ${random.between(1, 240)}`),
    passport: {
      number: `0000 ${serialOf(seed, n, 6)}`,
      issued: `отделом учебных документов, ${issued.split('-').reverse().join('.')}`,
    },
  }
}
