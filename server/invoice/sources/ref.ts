import { z } from 'zod'
import { ManualInvoice } from './manual-model.ts'

/** What an invoice can be made of, by name: a document of a base of the bench, a body that was recorded or given, or by hand. */

const id = z.string().min(1).max(200)

/** Which document of a body that has several: its id or number; the first one when not given. */
const document = z.string().min(1).max(200).optional()

export const InvoiceRef = z.discriminatedUnion('source', [
  /** An order that 1C returned to the simulated site; the latest version when `seq` is not given. */
  z.strictObject({ source: z.literal('order'), id, seq: z.number().int().nonnegative().optional() }),
  /** An order of the ReGate base of an enterprise. */
  z.strictObject({ source: z.literal('regate'), enterprise: id, id }),
  /** An order of the 1C that exchanges with КСУП, by its reference. */
  z.strictObject({ source: z.literal('ksup'), id }),
  /** An order that the simulated site of CommerceML has. */
  z.strictObject({ source: z.literal('cml'), id }),
  /** A body of the journal, `inner` being the way to a body inside of it: `0/2`. */
  z.strictObject({
    source: z.literal('entry'),
    id: z.number().int().positive(),
    part: z.enum(['request', 'response']),
    inner: z
      .string()
      .regex(/^(?:\d{1,5}(?:\/\d{1,5}){0,4})?$/)
      .optional(),
    document,
  }),
  /** A body that a person pasted or opened. */
  z.strictObject({ source: z.literal('text'), text: z.string().min(1).max(10_485_760), document }),
  z.strictObject({ source: z.literal('manual'), invoice: ManualInvoice }),
])
export type InvoiceRef = z.output<typeof InvoiceRef>

export type InvoiceRefSource = InvoiceRef['source']

/** Sources that hold documents to choose from. */
export const listedSources = ['order', 'regate', 'ksup', 'cml', 'entry'] as const
export type ListedSource = (typeof listedSources)[number]
