import type { Address, CounterpartyCard, CounterpartyRow } from '../types.ts'

export const counterpartyKinds = ['legal', 'entrepreneur', 'person'] as const
type Kind = CounterpartyRow['kind']

/** What the card of a counterparty edits. */
export interface CounterpartyForm {
  name: string
  kind: Kind
  inn: string
  emails: Address[]
  phones: Address[]
  deletionMark: boolean
}

export interface CounterpartyEdit {
  name: string
  kind: Kind
  inn: string | null
  emails: Address[]
  phones: Address[]
  deletion_mark: boolean
}

export const emptyCounterparty = (): CounterpartyForm => ({
  name: '',
  kind: 'legal',
  inn: '',
  emails: [],
  phones: [],
  deletionMark: false,
})

const copies = (addresses: readonly Address[]): Address[] => addresses.map((address) => ({ ...address }))

export const formOf = (card: CounterpartyCard): CounterpartyForm => ({
  name: card.name,
  kind: card.kind,
  inn: card.inn ?? '',
  emails: copies(card.emails),
  phones: copies(card.phones),
  deletionMark: card.deletion_mark,
})

const written = (addresses: readonly Address[]): Address[] =>
  addresses.map(({ value, main }) => ({ value: value.trim(), main })).filter(({ value }) => value !== '')

function editOf(form: CounterpartyForm): CounterpartyEdit {
  const { kind, deletionMark: deletion_mark } = form
  const inn = form.inn.trim()
  return {
    name: form.name.trim(),
    kind,
    inn: inn === '' ? null : inn,
    emails: written(form.emails),
    phones: written(form.phones),
    deletion_mark,
  }
}

/** What is to be written: what differs from `before`, all of a new one; `null` when nothing does or there is no name. */
export function changesOf(
  before: CounterpartyForm | null,
  form: CounterpartyForm,
): Partial<CounterpartyEdit> | null {
  const after = editOf(form)
  if (after.name === '') return null
  if (before === null) return after
  const was = editOf(before)
  const changed = Object.entries(after).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(was[field as keyof CounterpartyEdit]),
  )
  return changed.length === 0 ? null : (Object.fromEntries(changed) as Partial<CounterpartyEdit>)
}

/** The addresses with one more; the first one is the main one. */
export const withAddress = (addresses: readonly Address[]): Address[] => [
  ...addresses,
  { value: '', main: addresses.every(({ main }) => !main) },
]

/** The addresses with another main one: there is one at most (DD-20). */
export const withMain = (addresses: readonly Address[], at: number): Address[] =>
  addresses.map(({ value }, index) => ({ value, main: index === at }))

/** The addresses without one; when it was the main one, the first that is left becomes it. */
export function withoutAddress(addresses: readonly Address[], at: number): Address[] {
  const left = addresses.filter((_, index) => index !== at)
  return addresses[at]?.main ? withMain(left, 0) : left
}
