import { z } from 'zod'
import { text } from '../regate/scalars.ts'
import { Meta } from './meta.ts'
import { Code1c, CodeKsup, NullableEmail, NullablePhone, ObjectTypeField } from './scalars.ts'

/** Contacts: creation from КСУП, the callback with the code, the change from 1C (sections 6.1 and 6.2). */

/** The four data fields of a contact (D-14…D-17): all of them always, null clears. */
const contactData = {
  object_name: text(200).meta({ description: 'D-14: name of the company or person' }),
  object_type: ObjectTypeField.meta({ description: 'D-15, DD-17: company or person' }),
  email: NullableEmail.meta({ description: 'D-16, DD-20: the first main address' }),
  phone: NullablePhone.meta({ description: 'D-17, DD-20: the first main number' }),
}

/** КСУП → 1C: a new contact. */
export const ContactCreate = z.object({
  meta: Meta,
  ...contactData,
  code_ksup: CodeKsup.meta({ description: 'D-18: id in КСУП' }),
})
export type ContactCreate = z.infer<typeof ContactCreate>

/** 1C → КСУП: the code of the counterparty that was made of a contact. */
export const ContactLink = z.object({
  meta: Meta,
  code_ksup: CodeKsup.meta({ description: 'D-23: id in КСУП, as it was sent' }),
  code_1c: Code1c.meta({ description: 'D-24: code of the counterparty' }),
})
export type ContactLink = z.infer<typeof ContactLink>

/** 1C → КСУП: the data of a linked counterparty changed. */
export const ContactChange = z.object({
  meta: Meta,
  code_1c: Code1c.meta({ description: 'D-11, D-27: code of the counterparty' }),
  ...contactData,
})
export type ContactChange = z.infer<typeof ContactChange>
