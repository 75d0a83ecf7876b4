import { z } from 'zod'

/** Values that several calls about КСУП and its 1C take. */

export const paging = {
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
}
export const ListQuery = z.object({ ...paging, text: z.string().max(200).optional() })

export const dealNumber = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
export const article = z.string().min(1).max(50)
/** E-mails or phones of a card. */
export const Addresses = z.array(z.object({ value: z.string().max(200), main: z.boolean() })).max(20)
