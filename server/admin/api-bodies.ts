import { z } from 'zod'
import type { InvoicePreview } from '../invoice/model.ts'
import type { BodyPart } from '../understanding/parts.ts'
import type { CodeExplanation } from '../understanding/explain.ts'
import type { FoundQr } from '../understanding/qr.ts'
import { encodings } from '../understanding/encoding-names.ts'
import type { LineTable } from '../understanding/tables.ts'
import type { BodyForms, BodyRange, BodyText, CanonicalBody, TreePage } from './body-model.ts'
import { get, post } from './endpoint.ts'
import type { ExaminationReport, FixedBody } from './validation.ts'

/** Bodies of the journal in the forms that a person understands, and the validator. Personal data is masked. */

/** `0/2`: the third part of the first part; empty for the body itself. */
const inner = z
  .string()
  .regex(/^(?:\d{1,5}(?:\/\d{1,5}){0,4})?$/)
  .default('')
const where = z.object({ inner })

/** Bytes of a window of the hex form. */
export const RANGE_LIMIT = 64 * 1024
/** Bytes of a piece of text. */
export const TEXT_LIMIT = 256 * 1024

const offset = z.coerce.number().int().min(0).default(0)

const given = z.object({
  /** What was pasted; or `base64`, the bytes of a file. */
  text: z.string().max(10_485_760).optional(),
  base64: z.string().max(11_534_336).optional(),
  contentType: z.string().max(200).default(''),
  contract: z.string().max(60).optional(),
  operation: z.string().max(80).optional(),
})

export const bodiesApi = {
  /** Which forms a body has, with a word about each. */
  'bodies.forms': get<BodyForms>()('/journal/:id/bodies/:part', where),
  'bodies.range': get<BodyRange>()(
    '/journal/:id/bodies/:part/range',
    where.extend({
      offset,
      length: z.coerce.number().int().min(1).max(RANGE_LIMIT).default(4096),
      /** The bytes as they are, passport numbers too: a person has asked for them. */
      asIs: z
        .enum(['true', 'false'])
        .default('false')
        .transform((value) => value === 'true'),
    }),
  ),
  'bodies.text': get<BodyText>()(
    '/journal/:id/bodies/:part/text',
    where.extend({
      /** In bytes. */
      offset,
      length: z.coerce.number().int().min(1).max(TEXT_LIMIT).default(TEXT_LIMIT),
      encoding: z.enum(encodings).optional(),
    }),
  ),
  /** A branch and a page of its children, or with `find` what has these words in it. */
  'bodies.tree': get<TreePage>()(
    '/journal/:id/bodies/:part/tree',
    where.extend({
      at: z
        .string()
        .regex(/^(?:\d{1,9}(?:\/\d{1,9}){0,80})?$/)
        .default(''),
      offset,
      limit: z.coerce.number().int().min(1).max(500).default(200),
      find: z.string().max(200).default(''),
    }),
  ),
  'bodies.lines': get<LineTable[]>()('/journal/:id/bodies/:part/lines', where),
  'bodies.canonical': get<CanonicalBody>()('/journal/:id/bodies/:part/canonical', where),
  'bodies.invoice': get<(InvoicePreview & { payload: string }) | null>()(
    '/journal/:id/bodies/:part/invoice',
    where,
  ),
  'bodies.qr': get<FoundQr[]>()('/journal/:id/bodies/:part/qr', where),
  'bodies.parts': get<BodyPart[]>()('/journal/:id/bodies/:part/parts', where),
  /** What a code means; `null` for one that nobody has described. */
  'bodies.code': get<CodeExplanation | null>()('/codes/:code'),

  'bodies.examine': post<ExaminationReport>()('/bodies/examine', given),
  /** The text with every fix applied that does not touch its meaning. */
  'bodies.fix': post<FixedBody>()('/bodies/fix', given),
} as const
