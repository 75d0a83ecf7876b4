import { z } from 'zod'
import type { MadeQr } from '../invoice/qr/make.ts'
import type { RequisiteFinding } from '../invoice/requisites/findings.ts'
import { QrMaking, QrPicture, type QrLevel } from '../invoice/qr/options.ts'
import type { QrFileReading } from '../understanding/qr-file.ts'
import { post } from './endpoint.ts'

/** The QR desk: codes of dropped files read, codes made field by field, requisites checked. Nothing is stored. */

/** A picture file of a string. */
export const QrFile = z.object({
  text: z.string().min(1).max(3000),
  size: z.preprocess(
    (size) => (size === undefined || size === 'auto' ? 'auto' : Number(size)),
    QrPicture.shape.size,
  ),
  level: QrPicture.shape.level,
  /** Of a PNG; printers and typesetters take 300 or 600. */
  dpi: z.enum(['300', '600']).default('300'),
})
export const qrFileFormats = ['png', 'svg'] as const

const Requisite = z.string().max(40).default('')

export const qrApi = {
  /** PNG, JPEG, PDF with pictures of codes or with modules drawn one by one. At most 8 MiB. */
  'qr.read': post<QrFileReading>()(
    '/qr/read',
    z.strictObject({ base64: z.base64().max(11_500_000), name: z.string().max(300).default('') }),
  ),
  /** Of values by standard key, or of a payment string as it is. */
  'qr.make': post<MadeQr>()(
    '/qr/make',
    z
      .strictObject({
        fields: z.record(z.string().regex(/^\w{1,40}$/), z.string().max(1000)).optional(),
        text: z.string().min(1).max(3000).optional(),
        /** Of a string only size and level are taken: its encoding and separator stand in it. */
        options: QrMaking.prefault({}),
      })
      .refine(
        ({ fields, text }) => (fields === undefined) !== (text === undefined),
        'нужно одно из двух: fields или text',
      ),
  ),
  /** Forms, check digits and what they have to do with each other; what is empty is not checked. */
  'requisites.check': post<{ findings: RequisiteFinding[] }>()(
    '/requisites/check',
    z.strictObject({
      inn: Requisite,
      kpp: Requisite,
      ogrn: Requisite,
      okpo: Requisite,
      bik: Requisite,
      payment_account: Requisite,
      correspondent_account: Requisite,
    }),
  ),
} as const

export const qrFiles = {
  /** The picture of a string, to be shown or saved. */
  qrPicture: (
    format: (typeof qrFileFormats)[number],
    text: string,
    {
      size = 'auto',
      level = 'auto',
      dpi = 300,
    }: { size?: number | 'auto'; level?: QrLevel | 'auto'; dpi?: 300 | 600 } = {},
  ) =>
    `/api/qr/file.${format}?${new URLSearchParams({ text, size: String(size), level, dpi: String(dpi) }).toString()}`,
} as const
