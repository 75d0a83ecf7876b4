import type { Deal, DealEdit, DealState, NewDeal } from '../types.ts'

/** What the dialog of a deal edits; an empty text is «none». */
export interface DealForm {
  /** Only of a new one; `null`: any free number. */
  number: number | null
  title: string
  type: string
  state: DealState
  /** Code of КСУП. */
  contact: string | null
  responsible: string
}

export const formOf = (deal: Deal | null): DealForm => ({
  number: null,
  title: deal?.title ?? '',
  type: deal?.type ?? '',
  state: deal?.state ?? 'active',
  contact: deal?.contact?.code_ksup ?? null,
  responsible: deal?.responsible ?? '',
})

/** A new deal; `null` while it has no title. An empty type is left to КСУП. */
export function newDealOf(form: DealForm): NewDeal | null {
  const { number, contact } = form
  const [title, type, responsible] = [form.title.trim(), form.type.trim(), form.responsible.trim()]
  if (title === '') return null
  return {
    title,
    contact,
    ...(type === '' ? {} : { type }),
    ...(responsible === '' ? {} : { responsible }),
    ...(number === null ? {} : { number }),
  }
}

/** What of a deal is to be written; `null` when nothing is, or its title or type is empty. */
export function editOf(deal: Deal, form: DealForm): DealEdit | null {
  const before = formOf(deal)
  const edit: DealEdit = {}
  const [title, type, responsible] = [form.title.trim(), form.type.trim(), form.responsible.trim()]
  if (title === '' || type === '') return null
  if (title !== before.title) edit.title = title
  if (type !== before.type) edit.type = type
  if (responsible !== before.responsible) edit.responsible = responsible
  if (form.state !== before.state) edit.state = form.state
  if (form.contact !== before.contact) edit.contact = form.contact
  return Object.keys(edit).length === 0 ? null : edit
}
