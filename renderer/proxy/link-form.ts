import type { LinkMode, LinkState, LinkSuggestion } from './types.ts'

/** A link as a person fills it in. */
export interface LinkForm {
  id: string
  name: string
  address: string
  from: LinkState['from']
  to: LinkState['to']
  mode: LinkMode
  insecure: boolean
}

export const emptyForm = (): LinkForm => ({
  id: '',
  name: '',
  address: '',
  from: 'onec',
  to: 'site',
  mode: 'forward',
  insecure: false,
})

export const formOf = (link: LinkState): LinkForm => {
  const { id, name, address, from, to, mode, insecure } = link
  return { id, name, address, from, to, mode, insecure }
}

export const formOfSuggestion = ({ id, name, address, from, to }: LinkSuggestion): LinkForm => ({
  ...emptyForm(),
  ...{ id, name, address, from, to },
})

export type FormFault = 'id' | 'idTaken' | 'name' | 'address'

const ID = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/

/** What is wrong with a form, field by field. @param taken ids of the other links */
export function faultsOf({ id, name, address }: LinkForm, taken: readonly string[]): FormFault[] {
  const faults: FormFault[] = []
  if (!ID.test(id)) faults.push('id')
  else if (taken.includes(id)) faults.push('idTaken')
  if (name.trim() === '') faults.push('name')
  if (!/^https?:\/\/[^\s?#]+$/.test(address.trim()) || !URL.canParse(address.trim())) faults.push('address')
  return faults
}

/** The form as it is stored. */
export const tidied = (form: LinkForm): LinkForm => ({
  ...form,
  name: form.name.trim(),
  address: form.address.trim().replace(/\/+$/, ''),
})
