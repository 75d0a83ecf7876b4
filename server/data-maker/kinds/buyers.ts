import type { Client, Requisites } from '../../contracts/site-orders/schema.ts'
import { randomOf } from '../base/random.ts'
import { ENTREPRENEURS, makeCompany, type MadeCompany } from './companies.ts'
import { makePerson, type MadePerson } from './people.ts'

/** A buyer of a shop: company or person number `n` of the same seed. */
export type Buyer =
  { kind: 'company'; id: string; company: MadeCompany } | { kind: 'person'; id: string; person: MadePerson }

export const companyId = (seed: number, n: number): string => `dm-c-${seed}-${n + 1}`
export const personId = (seed: number, n: number): string => `dm-p-${seed}-${n + 1}`

/** @param companies of a hundred buyers so many are companies and sole proprietors */
export function makeBuyer(seed: number, n: number, companies: number): Buyer {
  return randomOf(seed, 'buyer', n).chance(companies)
    ? { kind: 'company', id: companyId(seed, n), company: makeCompany(seed, n, ENTREPRENEURS) }
    : { kind: 'person', id: personId(seed, n), person: makePerson(seed, n) }
}

/** The buyer of something as a table shows it. */
export const buyerName = ({ buyer }: { buyer: Buyer }): string =>
  buyer.kind === 'company' ? buyer.company.name : buyer.person.name

/** The requisites of a company as contract A writes them. */
export function requisitesOf(company: MadeCompany): Requisites {
  return {
    organization: company.name,
    inn: company.inn,
    ...(company.kpp === '' ? {} : { kpp: company.kpp }),
    payment_account: company.account,
    correspondent_account: company.correspondent_account,
    bik: company.bik,
    bank: company.bank,
    company_address: company.legal_address,
    actual_address: company.postal_address,
    nds: company.vat ? 'Да' : 'Нет',
  }
}

export const companyClient = (company: MadeCompany, payment_method: string): Client => ({
  payment_method,
  field_of_activity: company.activity,
  name: company.contact,
  email: company.email,
  telefon: company.phone,
  pasport_info: null,
})

/** @param passport carriers ask for it (ORD-206) */
export const personClient = (person: MadePerson, payment_method: string, passport: boolean): Client => ({
  payment_method,
  name: person.name,
  email: person.email,
  telefon: person.phone,
  pasport_info: passport
    ? { fio: person.name, number: person.passport.number, issued: person.passport.issued }
    : null,
})
