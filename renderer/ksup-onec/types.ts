import type { ksupOnecApi } from '../../server/admin/api-ksup-onec.ts'
import type { ResultOf } from '../../server/admin/endpoint.ts'

/** The 1C that exchanges with КСУП as the admin API tells of it. */

type Api = typeof ksupOnecApi
type Result<Name extends keyof Api> = ResultOf<Api[Name]>

export type DocumentCard = Result<'ksupOnec.document'>
export type DocumentRow = Result<'ksupOnec.documents'>['rows'][number]
export type DocumentKind = DocumentRow['kind']
export type DocumentAction = DocumentCard['actions'][number]
/** A document as a person writes it. */
export type DocumentEdit = Result<'ksupOnec.draft'>
export type DataOf<Kind extends DocumentKind> = Extract<DocumentEdit, { kind: Kind }>['data']
export type OrderLine = DataOf<'order'>['rows'][number]
export type PaymentShare = DataOf<'payment'>['shares'][number]

export type VerdictView = Result<'ksupOnec.preview'>[number]
export type Reason = VerdictView['reasons'][number]
export type OutboxRow = DocumentCard['messages'][number]

export type CounterpartyRow = Result<'ksupOnec.counterparties'>['rows'][number]
export type CounterpartyCard = Result<'ksupOnec.counterparty'>
export type Address = CounterpartyCard['emails'][number]

export type GroupRow = Result<'ksupOnec.groups'>[number]
export type ItemRow = Result<'ksupOnec.items'>['rows'][number]
export type ItemCard = Result<'ksupOnec.item'>

export type LoyaltyCard = Result<'ksupOnec.cards'>[number]
export type Agreement = Result<'ksupOnec.agreements'>['rows'][number]
export type OperatorRow = Result<'ksupOnec.operator'>[number]
export type CoveredObject = OperatorRow['object']
