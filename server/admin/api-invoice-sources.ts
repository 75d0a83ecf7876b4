import { z } from 'zod'
import type { InvoicePreview } from '../invoice/model.ts'
import { InvoiceProfile } from '../invoice/profiles/model.ts'
import { InvoiceRef, listedSources, type ListedSource } from '../invoice/sources/ref.ts'
import { get, post } from './endpoint.ts'

/** Invoices of everything they can be made of (docs: `obmen invoice`). */

/** A document that an invoice can be made of. */
export interface InvoiceSourceRow {
  ref: InvoiceRef
  source: ListedSource
  /** As it is printed. */
  number: string
  /** `YYYY-MM-DD` */
  date: string
  buyer: string
  /** Kopecks to pay; `null` when it is known only after reading. */
  total: number | null
  seq: number | null
  /** Instant, ISO 8601 in UTC. */
  changed_at: string
}

export interface InvoiceSourceList {
  rows: InvoiceSourceRow[]
  /** More than were asked for match. */
  more: boolean
}

export const InvoiceSourceQuery = z.object({
  source: z.enum(listedSources).optional(),
  /** Days of the document, both included. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  /** In the number or the buyer. */
  text: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(500),
})
export type InvoiceSourceQuery = z.output<typeof InvoiceSourceQuery>

/** A profile of the workspace by its id, or one that is being edited; chosen by the seller when not given. */
const profile = z.union([InvoiceProfile, z.string().min(1).max(100)]).optional()

export const InvoiceRequest = z.object({ ref: InvoiceRef, profile })
export type InvoiceRequest = z.output<typeof InvoiceRequest>

export type InvoiceOfDocument = InvoicePreview & {
  /** What it was made of, as text. */
  payload: string
  /** The profile that it is printed by, `null` for the standing form. */
  profile: string | null
  /** Ids of all documents of a body that has several, and the one that was taken: the first when none was named. */
  among: { documents: string[]; taken: string } | null
}

export interface RenderedInvoice {
  /** Of the PDF, below the bench's address; good while it is one of the last twenty. */
  address: string
  pages: number
  bytes: number
  /** Of the file: `Счет на оплату № 21488 от 18.07.2022.pdf`. */
  name: string
}

export const invoiceSourcesApi = {
  /** Newest first. */
  'invoice.sources': get<InvoiceSourceList>()('/invoice-sources', InvoiceSourceQuery),
  'invoice.of': post<InvoiceOfDocument>()('/invoices/of', InvoiceRequest),
  'invoice.render': post<RenderedInvoice>()('/invoices/render', InvoiceRequest),
} as const

/** A PDF that `invoice.render` has made. */
export const invoiceFiles = {
  invoiceRendered: (token: string) => `/api/invoices/rendered/${token}`,
} as const
