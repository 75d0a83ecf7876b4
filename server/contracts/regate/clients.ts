import { z } from 'zod'
import { Currency, Email, Flag, Guid, Inn, Kpp, Money, Phone, ReStoreId, text } from './scalars.ts'

/** `client` and `clientupd` (sections 6.6 and 6.7). */

export const CLIENT_TYPES = ['company', 'entrepreneur', 'person'] as const
export type ClientType = (typeof CLIENT_TYPES)[number]

export const ClientId = ReStoreId.meta({ description: 'B-44, B-47: id of the client, issued by ReStore' })

/** `true` when the INN has the length of the kind of client: 10 digits for a company, 12 for the others; unknown: either. */
export function innSuits(type: ClientType | undefined, inn: string): boolean {
  return type === undefined || inn.length === (type === 'company' ? 10 : 12)
}

const clientType = z.enum(CLIENT_TYPES)

export const ClientData = z
  .object({
    type: clientType.optional().meta({ description: 'B-46: kind of client' }),
    name: text(160).optional().meta({ description: 'B-46: name' }),
    full_name: text(300).optional().meta({ description: 'B-46: full name' }),
    inn: Inn.optional().meta({ description: 'B-46, B-72: INN' }),
    kpp: Kpp.optional().meta({ description: 'B-46: KPP' }),
    phone: Phone.optional().meta({ description: 'B-46: phone' }),
    email: Email.optional().meta({ description: 'B-46: e-mail' }),
    address: text(500).optional().meta({ description: 'B-46, B-50: address of the card, not of deliveries' }),
  })
  .refine(({ type, inn }) => inn === undefined || innSuits(type, inn), { path: ['inn'], error: 'inn' })
export type ClientData = z.infer<typeof ClientData>

/** Body of `client`. Without `client` the counterparty is made of its identifier alone (BD-26). */
export const ClientRequest = z.object({
  client_id: ClientId,
  client: ClientData.optional().meta({ description: 'B-46, BD-25: requisites of a new client' }),
})
export type ClientRequest = z.infer<typeof ClientRequest>

export const Warning = z.object({
  code: text(60).meta({ description: 'Code of the warning' }),
  pointer: z.string().max(500).optional().meta({ description: 'Place in the request' }),
  message: text(500).meta({ description: 'The warning in words' }),
})
export type Warning = z.infer<typeof Warning>

export const warnings = z.array(Warning).max(10_000)

export const Balance = z.object({
  amount: Money.meta({ description: 'B-45, BD-29: money that is not spent on orders' }),
  currency: Currency.meta({ description: 'BD-07: currency' }),
})
export type Balance = z.infer<typeof Balance>

/** Answer of `client`: 200 `found`, 201 `created`. */
export const ClientAnswer = z.object({
  result: z.enum(['found', 'created']).meta({ description: 'B-45, B-46: confirmation' }),
  client_id: ClientId,
  ref_1c: Guid.meta({ description: 'B-45: reference of the counterparty in 1C' }),
  code_1c: text(20).meta({ description: 'B-45: code of the counterparty in 1C' }),
  name: text(160).meta({ description: 'B-45: name in 1C' }),
  incomplete: Flag.meta({ description: 'BD-26: made of the identifier alone' }),
  balance: Balance.meta({ description: 'B-45: balance of prepayments' }),
  warnings: warnings.meta({ description: 'BD-25, BD-28: warnings' }),
})
export type ClientAnswer = z.infer<typeof ClientAnswer>

/** Changed members: absent leaves a value, `null` clears it (BD-27). Kind and name cannot be cleared. */
export const ClientChange = z
  .object({
    type: clientType.optional().meta({ description: 'B-48: kind of client' }),
    name: text(160).optional().meta({ description: 'B-48: name' }),
    full_name: text(300).nullable().optional().meta({ description: 'B-48: full name' }),
    inn: Inn.nullable().optional().meta({ description: 'B-48, B-72: INN' }),
    kpp: Kpp.nullable().optional().meta({ description: 'B-48: KPP' }),
    phone: Phone.nullable().optional().meta({ description: 'B-48: phone' }),
    email: Email.nullable().optional().meta({ description: 'B-48: e-mail' }),
    address: text(500).nullable().optional().meta({ description: 'B-48: address of the card' }),
  })
  .refine((change) => Object.keys(change).length > 0, 'required')
  .refine(({ type, inn }) => typeof inn !== 'string' || innSuits(type, inn), { path: ['inn'], error: 'inn' })
export type ClientChange = z.infer<typeof ClientChange>

/** Body of `clientupd`. */
export const ClientUpdRequest = z.object({
  client_id: ClientId,
  client: ClientChange.meta({ description: 'B-48, BD-27: members to change, at least one' }),
})
export type ClientUpdRequest = z.infer<typeof ClientUpdRequest>

/** Answer of `clientupd`. */
export const ClientUpdAnswer = z.object({
  result: z.enum(['updated', 'unchanged']).meta({ description: 'B-48: confirmation' }),
  client_id: ClientId,
  changed: z
    .array(ClientChange.keyof())
    .max(8)
    .meta({ description: 'B-48: members whose value is another now' }),
  warnings: warnings.optional().meta({ description: 'BD-28: warnings' }),
})
export type ClientUpdAnswer = z.infer<typeof ClientUpdAnswer>
