import { z } from 'zod'
import {
  formatIds,
  kindIds,
  sideIds,
  type DataKinds,
  type Filling,
  type MakeInput,
  type Preview,
} from '../data-maker/model.ts'
import { get, post } from './endpoint.ts'

/** The data maker: what can be made, how it looks, a file of it, a base filled with it. Part of the table in `api.ts`. */

const day = z.iso.date()

/** Bounds of numbers are those of the kind, which says them in words; these only keep nonsense out. */
export const MakeBody = z.strictObject({
  kind: z.enum(kindIds),
  count: z.number(),
  seed: z.number(),
  from: day.optional(),
  to: day.optional(),
  format: z.enum(formatIds).optional(),
  options: z
    .record(z.string().max(40), z.union([z.number(), z.string().max(60)]))
    .refine((options) => Object.keys(options).length <= 20)
    .optional(),
})

export const dataMakerApi = {
  'data.kinds': get<DataKinds>()('/data/kinds'),
  /** The first rows, and how the file begins. Nothing is stored. */
  'data.preview': post<Preview>()('/data/preview', MakeBody),
  /** Begins to fill the base of a simulated side and answers at once. */
  'data.fill': post<Filling>()(
    '/data/fill',
    MakeBody.extend({
      into: z.enum(sideIds),
      /** Of `regate`; the first one when not given. */
      enterprise: z.string().max(60).optional(),
    }),
  ),
  /** The filling that runs, or the last one; `null` before the first. */
  'data.filling': get<Filling | null>()('/data/filling'),
  'data.stopFilling': post<Filling | null>()('/data/filling/stop'),
} as const

export const dataMakerFiles = {
  /** The whole file, made while it is read. */
  madeData: (input: MakeInput) => `/api/data/file?make=${encodeURIComponent(JSON.stringify(input))}`,
} as const
