import type { AdminApi } from '../../server/admin/api.ts'
import type { ResultOf } from '../../server/admin/endpoint.ts'

/** Opened files as the admin API tells of them. */

type Result<Name extends keyof AdminApi> = ResultOf<AdminApi[Name]>

export type OpenedFile = Result<'explorer.file'>
export type OpenedPart = OpenedFile['parts'][number]
export type GroupRow = Result<'explorer.groups'>[number]
export type ItemRow = Result<'explorer.items'>['rows'][number]
export type ItemCard = Result<'explorer.item'>
export type OfferRow = Result<'explorer.offers'>['rows'][number]
export type OfferView = Result<'explorer.offer'>
export type DocumentRow = Result<'explorer.documents'>['rows'][number]
export type CmlDocument = Result<'explorer.document'>
export type FindingRow = Result<'explorer.findings'>['rows'][number]
export type FindingCode = Result<'explorer.findings'>['codes'][number]
export type SourceLines = Result<'explorer.source'>
export type Difference = Result<'explorer.compare'>['rows'][number]

/** A place of the source that is wanted: of a part, or of a record whose part is not known. */
export interface SourcePlace {
  part?: string
  id?: string
  line: number
  column: number
}
