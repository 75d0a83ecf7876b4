import type { AdminApi } from '../../server/admin/api.ts'
import type { ResultOf } from '../../server/admin/endpoint.ts'

/** Names for what the admin API tells of bodies. */

type Result<Name extends keyof AdminApi> = ResultOf<AdminApi[Name]>

export type BodyForms = Result<'bodies.forms'>
export type BodyFormName = BodyForms['forms'][number]['form']
export type BodyPartInfo = Result<'bodies.parts'>[number]
export type BodyText = Result<'bodies.text'>
export type LineTable = Result<'bodies.lines'>[number]
export type FoundQr = Result<'bodies.qr'>[number]
export type TreeRow = Result<'bodies.tree'>['rows'][number]
export type CodeExplanation = NonNullable<Result<'bodies.code'>>
export type Examination = Result<'bodies.examine'>
export type Fix = Examination['fixes'][number]

/** Where a body is: of which entry, which side of it, and which part inside of that. */
export interface BodyPlace {
  entryId: number
  part: 'request' | 'response'
  inner: string
}
