import { expect, it } from 'vitest'
import { accountCheckDigits, innCheckDigits, ogrnCheckDigits } from '../../server/contracts/check-digits.ts'
import {
  checkAccount,
  checkBik,
  checkCorrAccount,
  checkInn,
  checkKpp,
  checkOgrn,
  EMAIL,
  PHONE,
} from '../../server/contracts/requisites.ts'
import { Client, Requisites } from '../../server/contracts/site-orders/schema.ts'
import { companyClient, personClient, requisitesOf } from '../../server/data-maker/kinds/buyers.ts'
import { makeCompany } from '../../server/data-maker/kinds/companies.ts'
import { makePerson } from '../../server/data-maker/kinds/people.ts'

const numbers = Array.from({ length: 2000 }, (_, n) => n)

it('every requisite of every company holds, whatever the seed', () => {
  for (const seed of [0, 7, 999_999_999])
    for (const n of [...numbers.slice(0, 300), 99_999, 100_000, 4_999_999]) {
      const { type, inn, kpp, ogrn, bik, account, correspondent_account } = makeCompany(seed, n, 50)
      expect([seed, n, checkInn(inn), checkOgrn(ogrn), checkBik(bik)]).toEqual([seed, n, null, null, null])
      expect([checkAccount(account, bik), checkCorrAccount(correspondent_account, bik)]).toEqual([null, []])
      const held = [
        ...innCheckDigits(inn),
        ...ogrnCheckDigits(ogrn),
        ...accountCheckDigits(account, bik),
        ...accountCheckDigits(correspondent_account, bik, 'correspondent'),
      ]
      expect(held.every(({ found, expected, position }) => position === 9 || found === expected)).toBe(true)
      if (type === 'company') {
        expect([inn.length, ogrn.length, checkKpp(kpp)]).toEqual([10, 13, null])
        expect([kpp.slice(0, 4), ogrn.slice(3, 5)]).toEqual([inn.slice(0, 4), inn.slice(0, 2)])
      } else expect([inn.length, ogrn.length, kpp]).toEqual([12, 15, ''])
    }
})

it('companies and people are unlike each other: no number comes twice', () => {
  const companies = [...numbers, 100_000, 200_000, 300_000].map((n) => makeCompany(3, n, 0))
  const people = numbers.map((n) => makePerson(3, n))
  const unique = (values: readonly string[]) => expect(new Set(values).size).toBe(values.length)
  unique(companies.map(({ inn }) => inn))
  unique(companies.map(({ account, bik }) => account + bik))
  unique([...companies, ...people].map(({ ref }) => ref))
  unique([...companies, ...people].map(({ email }) => email))
  unique(people.map(({ phone }) => phone))
})

it('nobody can be reached: e-mail at domains of examples, phones behind a 0, passports of no series', () => {
  for (const n of numbers.slice(0, 300)) {
    const [company, person] = [makeCompany(5, n), makePerson(5, n)]
    for (const { email, phone } of [company, person]) {
      expect(email).toMatch(EMAIL)
      expect(email).toMatch(/@example\.(?:ru|com)$/)
      expect(phone).toMatch(PHONE)
      expect(phone).toMatch(/^\+7\d{3}0\d{6}$/)
    }
    expect(person.passport.number).toMatch(/^0000 \d{6}$/)
  }
})

it('contract A takes what a company and a person say of themselves', () => {
  for (const n of numbers.slice(0, 300)) {
    const company = makeCompany(11, n, 40)
    expect(Requisites.safeParse(requisitesOf(company)).error).toBeUndefined()
    expect(Client.safeParse(companyClient(company, 'cashless')).error).toBeUndefined()
    expect(Client.safeParse(personClient(makePerson(11, n), 'card', true)).error).toBeUndefined()
  }
})

it('so many of a hundred are sole proprietors as was asked for', () => {
  const share = (percent: number) =>
    numbers.filter((n) => makeCompany(1, n, percent).type === 'entrepreneur').length / numbers.length
  expect(share(0)).toBe(0)
  expect(share(100)).toBe(1)
  expect(share(25)).toBeCloseTo(0.25, 1)
})
