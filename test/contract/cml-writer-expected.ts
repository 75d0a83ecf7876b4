import type {
  CmlBaseUnit,
  CmlDocument,
  CmlLine,
  CmlOffer,
  CmlParty,
  CmlRecord,
} from '../../server/contracts/commerceml/model.ts'
import { cmlVersions } from '../../server/contracts/commerceml/model.ts'
import type { CmlForm } from '../../server/contracts/commerceml/writer/model.ts'
import { bare } from './cml-writer-records.ts'

/**
 * What of a record can still be read out of a file, by the producer's form: written down a second time, from the
 * contract, so that a round trip shows what the writer loses and nothing else.
 */

const atLeast = ({ version }: CmlForm, other: CmlForm['version']): boolean =>
  cmlVersions.indexOf(version) >= cmlVersions.indexOf(other)

const MOYSKLAD_CLASSIFIER = 'bd72d8f9-55bc-11d9-848a-00112f43529a'

function unitIn(form: CmlForm, unit: CmlBaseUnit | null, code?: string): CmlBaseUnit | null {
  if (unit === null) return null
  if (form.naming === 'module31') return { code: unit.code, name: '', fullName: '', international: '' }
  if (form.naming === 'moysklad') return { ...unit, code: '' }
  return { ...unit, code: code ?? unit.code }
}

const isSplit = (form: CmlForm): boolean => form.naming.startsWith('module') && atLeast(form, '2.09')

function offerIn(form: CmlForm, offer: CmlOffer): CmlOffer {
  const trade = form.naming === 'ut11' || form.naming === 'ut103'
  const unitText = (unit: string): string => {
    if (isSplit(form)) return ''
    return trade && unit.length !== 3 ? '' : unit
  }
  return {
    ...offer,
    unit: unitIn(form, offer.unit, form.naming === 'businessru' ? '1' : undefined),
    prices: offer.prices?.map((price) => ({ ...price, unit: unitText(price.unit) })) ?? null,
    stocks: atLeast(form, '2.07') ? offer.stocks : null,
    // Stock of the split form is by warehouse or whole, never both (section 7.2).
    quantity: isSplit(form) && offer.stocks?.length ? null : offer.quantity,
  }
}

const joined: Readonly<Record<string, string>> = {
  'Телефон рабочий': 'ТелефонРабочий',
  'Телефон мобильный': 'ТелефонМобильный',
}

const contactsIn = (form: CmlForm, contacts: CmlParty['contacts']): CmlParty['contacts'] =>
  contacts.map(({ type, value }) => {
    if (!atLeast(form, '2.07')) return { type: joined[type] ?? type, value }
    return { type: type === 'Почта' ? 'Электронная почта' : type, value }
  })

const partyIn = (form: CmlForm, party: CmlParty): CmlParty => ({
  ...party,
  // МойСклад writes the element though it is empty (section 14).
  inn: form.naming === 'moysklad' ? (party.inn ?? '') : party.inn,
  contacts: contactsIn(form, party.contacts),
})

const ownerIn = (form: CmlForm, owner: CmlParty | null): CmlParty | null => owner && partyIn(form, owner)

/** One record as the form keeps it, `null` when the form has no place for it. */
function recordIn(form: CmlForm, record: CmlRecord): CmlRecord | null {
  const classifier = form.naming === 'moysklad' ? MOYSKLAD_CLASSIFIER : null
  switch (record.kind) {
    case 'classifier':
      return { ...record, id: classifier ?? record.id, owner: ownerIn(form, record.owner) }
    case 'group':
      return form.naming === 'businessru' ? null : record
    case 'unit':
      return atLeast(form, '2.08') ? record : null
    case 'warehouse':
      if (form.version === '2.03') return null
      return { ...record, contacts: contactsIn(form, record.contacts) }
    case 'catalogue':
      return {
        ...record,
        classifierId: classifier ?? record.classifierId,
        owner: ownerIn(form, record.owner),
      }
    case 'item':
      return {
        ...record,
        unit: unitIn(form, record.unit),
        manufacturer: ownerIn(form, record.manufacturer),
      }
    case 'package':
      return {
        ...record,
        id: form.naming === 'businessru' ? '1#' : record.id,
        classifierId: classifier ?? record.classifierId,
        owner: ownerIn(form, record.owner),
      }
    case 'offer':
      return offerIn(form, record)
    default:
      return record
  }
}

function lineIn(form: CmlForm, line: CmlLine): CmlLine {
  if (!atLeast(form, '2.07')) return { ...line, unit: unitIn(form, line.unit), coefficient: '' }
  const unit = line.unit
  return {
    ...line,
    unit: unit && {
      code: unit.code,
      name: '',
      fullName: unit.fullName || unit.name,
      international: '',
    },
    coefficient: line.coefficient || '1',
  }
}

/** Documents that come out of a site's answer for one order, the container being the `number`-th (section 10.3). */
export function documentsIn(form: CmlForm, order: CmlDocument, number: number): CmlDocument[] {
  const container = form.version === '3.1' ? number : null
  const own = (document: CmlDocument): CmlDocument => ({
    ...document,
    container,
    parties: document.parties.map((party) => partyIn(form, party)),
    lines: document.lines.map((line) => lineIn(form, line)),
    version: atLeast(form, '2.07') ? document.version : '',
    number1c: atLeast(form, '2.07') ? document.number1c : null,
    date1c: atLeast(form, '2.07') ? document.date1c : null,
    subordinate: [],
  })
  const whole = own(order)
  if (!atLeast(form, '2.10')) return [whole]
  if (form.naming !== 'unf' || form.version !== '2.10') return [whole, ...order.subordinate.map(own)]
  // A subordinate document of the schema 2.10 is a narrower type.
  const narrow = (document: CmlDocument): CmlDocument => ({
    ...own(document),
    time: '',
    role: '',
    basis: null,
    comment: '',
    parties: [],
    taxes: [],
    discounts: [],
    warehouses: [],
  })
  return [{ ...whole, subordinate: order.subordinate.map(narrow) }]
}

export const expectedRecords = (form: CmlForm, records: readonly CmlRecord[]): CmlRecord[] =>
  records.flatMap((record) => {
    const kept = recordIn(form, record)
    return kept === null ? [] : [bare(kept)]
  })
