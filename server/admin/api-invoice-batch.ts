import { z } from 'zod'
import type { BatchJob } from '../invoice/batch/model.ts'
import type { InvoiceComparison } from '../invoice/compare/model.ts'
import { InvoiceRef, listedSources } from '../invoice/sources/ref.ts'
import { InvoiceRequest } from './api-invoice-sources.ts'
import { get, post } from './endpoint.ts'

/** Invoices by the hundred, two invoices side by side, and an invoice in a letter (docs: `obmen invoice batch|compare|email`). */

/** So many documents at most: more is a mistake in the period. */
export const BATCH_BOUND = 5000

const { profile } = InvoiceRequest.shape

const form = {
  profile,
  /** One PDF with all the invoices, or a file for each in a zip. */
  as: z.enum(['pdf', 'zip']),
}

const Period = z
  .strictObject({
    /** Days of the document, both included. */
    from: z.iso.date(),
    to: z.iso.date(),
    /** Bases to look in; every one but the journal when not given. */
    sources: z.array(z.enum(listedSources)).min(1).optional(),
  })
  .refine(({ from, to }) => from <= to, 'начало периода позже его конца')

/** Documents that were chosen, in this order, or all of a period by their dates. */
export const InvoiceBatchRequest = z.union([
  z.strictObject({ refs: z.array(InvoiceRef).min(1).max(BATCH_BOUND), ...form }),
  z.strictObject({ period: Period, ...form }),
])
export type InvoiceBatchRequest = z.output<typeof InvoiceBatchRequest>

/** A batch as it stands. */
export interface InvoiceBatch extends BatchJob {
  /** Of the file, below the bench's address; `null` until it is whole. */
  address: string | null
}

export const InvoiceCompareRequest = z.object({ left: InvoiceRef, right: InvoiceRef, profile })

export const InvoiceEmailRequest = InvoiceRequest.extend({
  /** Whom it goes to; a person fills it in when it is not given. */
  to: z.email().optional(),
  /** Instead of the ready subject and text. */
  subject: z.string().min(1).max(300).optional(),
  text: z.string().min(1).max(20_000).optional(),
})
export type InvoiceEmailRequest = z.output<typeof InvoiceEmailRequest>

export interface InvoiceEmail {
  /** Of the `.eml`, below the bench's address; good while it is one of the last twenty. */
  address: string
  /** `Счет на оплату № 21488 от 18.07.2022.eml` */
  name: string
  bytes: number
  subject: string
  text: string
}

export const invoiceBatchApi = {
  /** Only one is made at a time. Its progress comes with the live events of the area `invoices`. */
  'invoiceBatch.start': post<InvoiceBatch>()('/invoice-batches', InvoiceBatchRequest),
  /** Those that are kept, newest first. */
  'invoiceBatch.list': get<InvoiceBatch[]>()('/invoice-batches'),
  'invoiceBatch.get': get<InvoiceBatch>()('/invoice-batches/:id'),
  /** Ends it, or takes away the file of one that has ended. */
  'invoiceBatch.cancel': post<InvoiceBatch>()('/invoice-batches/:id/cancel'),
  'invoice.compare': post<InvoiceComparison>()('/invoices/compare', InvoiceCompareRequest),
  /** A letter with the invoice that a mail program opens as a draft; nothing is sent. */
  'invoice.email': post<InvoiceEmail>()('/invoices/email', InvoiceEmailRequest),
} as const

export const invoiceBatchFiles = {
  invoiceBatch: (id: string) => `/api/invoice-batches/${id}/file`,
  invoiceEmail: (token: string) => `/api/invoice-emails/${token}`,
} as const
