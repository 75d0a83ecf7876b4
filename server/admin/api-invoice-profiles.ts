import { z } from 'zod'
import { InvoiceProfiles, type InvoiceProfile } from '../invoice/profiles/model.ts'
import { get, post, put } from './endpoint.ts'

/** How invoices are printed: the profiles of the workspace and their pictures. */

export interface InvoiceProfileList {
  /** In the order in which they are tried. */
  profiles: InvoiceProfile[]
  /** Pictures that a profile names and the workspace lacks: they are not printed. */
  missing: string[]
}

export interface KeptPicture {
  /** What a profile calls it. */
  file: string
  /** Pixels. */
  width: number
  height: number
  bytes: number
}

export const invoiceProfilesApi = {
  'invoiceProfiles.list': get<InvoiceProfileList>()('/invoice-profiles'),
  /** The whole list, or nothing of it: a refusal names the places. */
  'invoiceProfiles.save': put<InvoiceProfileList>()(
    '/invoice-profiles',
    z.strictObject({ profiles: InvoiceProfiles }),
  ),
  /** PNG or JPEG of 1 MiB at most; the same picture is kept once. */
  'invoiceProfiles.addPicture': post<KeptPicture>()(
    '/invoice-profiles/pictures',
    z.strictObject({ name: z.string().max(300).default(''), base64: z.base64().max(1_500_000) }),
  ),
} as const

export const invoiceProfileFiles = {
  /** A picture as it was added. */
  invoiceProfilePicture: (file: string) => `/api/invoice-profiles/pictures/${file}`,
} as const
