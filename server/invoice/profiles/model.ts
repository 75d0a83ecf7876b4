import { z } from 'zod'
import { QrOptions } from '../qr/options.ts'

/**
 * How the invoices of one organization are printed. Profiles stand in `obmen.json` and are shared through git; their pictures
 * lie beside it in the folder `pictures`. Pure.
 */

export const invoiceLayouts = ['standard', 'contract', 'compact'] as const
export type InvoiceLayout = (typeof invoiceLayouts)[number]

export const pictureKinds = ['logo', 'stamp', 'director_signature', 'accountant_signature'] as const
export type PictureKind = (typeof pictureKinds)[number]

/** Points; smaller is hard to read, larger leaves no room for the names. */
export const FONT_SIZE = { min: 7, max: 11, usual: 9 } as const

/** What `invoiceProfiles.addPicture` calls a file: the digest of its content. */
export const PictureFile = z
  .string()
  .regex(/^[0-9a-f]{32}\.(?:png|jpg)$/, 'имя картинки дал стенд при добавлении')

/** Whose invoices: of the seller with this INN, of any of its branches or of the one with this KPP. */
const Match = z.strictObject({
  inn: z.string().regex(/^(?:\d{10}|\d{12})$/, 'ИНН: 10 или 12 цифр'),
  kpp: z
    .string()
    .regex(/^\d{4}[\dA-Z]{2}\d{3}$/, 'КПП: 9 знаков')
    .nullable()
    .default(null),
})

const Pictures = z.strictObject({
  logo: PictureFile.nullable().default(null),
  stamp: PictureFile.nullable().default(null),
  director_signature: PictureFile.nullable().default(null),
  accountant_signature: PictureFile.nullable().default(null),
})

const Texts = z.strictObject({
  /** Above the bank details. `null`: the usual one of the layout, which only «Счет на оплату» has; empty: none. */
  warning: z.string().max(2000).nullable().default(null),
  /** Numbered, below the totals. None: those of the document, and the usual ones in a «Счёт-договор» without any. */
  terms: z.array(z.string().trim().min(1).max(2000)).max(50).default([]),
  /** Below the totals and the terms, in small letters. */
  notes: z.string().max(2000).default(''),
  /** At the foot of every sheet, below its number. */
  footer: z.string().max(120).default(''),
  /** Names in full beside the signatures: `Иванова Н. П.` */
  director: z.string().max(100).default(''),
  accountant: z.string().max(100).default(''),
})

export const InvoiceProfile = z.strictObject({
  id: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'латинские строчные буквы, цифры и дефис'),
  name: z.string().trim().min(1).max(80),
  /** `null`: of whoever has no profile of its own. */
  match: Match.nullable().default(null),
  layout: z.enum(invoiceLayouts).default('standard'),
  pictures: Pictures.prefault({}),
  /** Of the title, its rule and the head of the table: `#rrggbb`; black is what 1C prints. */
  accent: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'цвет вида #1a5fb4')
    .default('#000000'),
  /** Points of running text; the other sizes follow. */
  font_size: z.number().min(FONT_SIZE.min).max(FONT_SIZE.max).default(FONT_SIZE.usual),
  texts: Texts.prefault({}),
  /** In columns of their own, or inside of the price. */
  discounts: z.enum(['shown', 'folded']).default('shown'),
  qr: QrOptions.prefault({}),
})
export type InvoiceProfile = z.output<typeof InvoiceProfile>

export const InvoiceProfiles = z
  .array(InvoiceProfile)
  .max(200)
  .superRefine((profiles, context) => {
    const seen = new Set<string>()
    for (const [at, { id }] of profiles.entries()) {
      if (seen.has(id))
        context.addIssue({ code: 'custom', path: [at, 'id'], message: `профиль ${id} уже есть` })
      seen.add(id)
    }
  })

/** What is printed while a workspace has no profile: «Счёт на оплату» as 1C prints it. */
export const usualProfile: InvoiceProfile = InvoiceProfile.parse({ id: 'usual', name: 'Счёт на оплату' })
