import type { ksupApi } from '../../server/admin/api-ksup.ts'
import type { CallInput, ResultOf } from '../../server/admin/endpoint.ts'

/** КСУП as the admin API tells of it. */

type Api = typeof ksupApi
type Result<Name extends keyof Api> = ResultOf<Api[Name]>
type Body<Name extends keyof Api> = CallInput<Api[Name]> extends { body: infer B } ? B : never

export type Overview = Result<'ksup.overview'>

export type DealRow = Result<'ksup.deals'>['rows'][number]
export type DealState = DealRow['state']
export type Deal = Result<'ksup.deal'>
export type DealEdit = Body<'ksup.editDeal'>
export type NewDeal = Body<'ksup.createDeal'>
export type DocumentRow = Deal['rows'][number]
export type DealFile = Deal['files'][number]

export type KsupEvent = Deal['events'][number]
export type EventKind = KsupEvent['kind']

export type ContactRow = Result<'ksup.contacts'>['rows'][number]
export type LinkState = ContactRow['link']
export type Contact = Result<'ksup.contact'>
export type ContactEdit = Body<'ksup.editContact'>
export type Address = Contact['emails'][number]
export type Task = Contact['tasks'][number]

export type ItemRow = Result<'ksup.items'>['rows'][number]
export type Item = Result<'ksup.item'>
export type ItemEdit = Body<'ksup.editItem'>

export type PriceStock = Result<'ksup.priceStock'>
export type PriceRow = PriceStock['rows'][number]

export type Notification = Result<'ksup.notifications'>['rows'][number]
