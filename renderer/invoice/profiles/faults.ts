import { InvoiceProfiles, type InvoiceProfile } from '../../../server/invoice/profiles/model.ts'
import type { Problem } from '../../api/problem.ts'
import { t } from '../../i18n/index.ts'

/** What is wrong with the profiles that are being edited, at the fields that it is about. */

/** Where a value is: `['texts', 'terms', 0]`. */
export type FaultPlace = readonly (string | number)[]

/** The place begins with the position of the profile in the list. */
export interface Fault {
  place: FaultPlace
  message: string
}

/** What a field of a form shows when the value at its place is refused. */
export interface FieldFault {
  showFeedback: boolean
  validationStatus?: 'error'
  feedback?: string
}

export type FaultOf = (...place: FaultPlace) => FieldFault

const named = ['name', 'inn', 'kpp', 'accent', 'font_size', 'terms', 'purpose', 'include', 'size'] as const

/** The rule of a field in the language of the page; what the model says where a field has no sentence of its own. */
function sentence(place: FaultPlace, said: string): string {
  const word = named.find((one) => place.includes(one))
  return word ? t(`invoiceProfiles.fault.${word}`) : said
}

/** Faults of the whole list by the rules that the server has too. */
export function faultsOf(profiles: readonly InvoiceProfile[]): Fault[] {
  const { error } = InvoiceProfiles.safeParse(profiles)
  return (error?.issues ?? []).flatMap((issue) => {
    // Of a union the alternatives say nothing that a person could use; the place does.
    const place = issue.path.filter((part) => typeof part !== 'symbol')
    return { place, message: sentence(place, issue.message) }
  })
}

/** Places of a refusal of the server (`/profiles/0/texts/footer`) as faults; none when it names no profile. */
export function faultsOfProblem({ places }: Problem): Fault[] {
  return places.flatMap(({ pointer, message }) => {
    const parts = pointer.split('/').filter(Boolean)
    const at = parts.findIndex((part) => /^\d+$/.test(part))
    const place = at < 0 ? [] : [Number(parts[at]), ...parts.slice(at + 1)]
    return at < 0 ? [] : [{ place, message: sentence(place, message) }]
  })
}

/** What the fields of one profile show: the first fault at a place or inside of it. */
export function faultOf(faults: readonly Fault[], position: number): FaultOf {
  return (...place) => {
    const wanted = [position, ...place].map(String)
    const found = faults.find((fault) => wanted.every((part, at) => String(fault.place[at]) === part))
    return found
      ? { showFeedback: true, validationStatus: 'error', feedback: found.message }
      : { showFeedback: false }
  }
}
