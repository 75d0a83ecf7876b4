import { z } from 'zod'
import type { Comparison, HeadDifference } from '../contracts/compare/model.ts'
import type { Text } from '../contracts/text.ts'
import { isZone } from '../contracts/compare/zone.ts'
import type { JournalRow } from '../journal/model.ts'
import { get, post } from './endpoint.ts'

/** Comparing of what the journal holds, of test data by name, and of files and pasted texts. */

const Entry = z.number().int().positive()

/** One of the two things that are compared. A file travels in base64, for its encoding is a part of it. */
export const CompareSource = z.union([
  z.strictObject({ entry: Entry, part: z.enum(['request', 'response']) }),
  /** As `compare.fixtures` names it. */
  z.strictObject({ fixture: z.string().min(1).max(500) }),
  z.strictObject({
    text: z.string(),
    contentType: z.string().max(200).default(''),
    name: z.string().max(300).default(''),
  }),
  z.strictObject({
    base64: z.base64(),
    contentType: z.string().max(200).default(''),
    name: z.string().max(300).default(''),
  }),
])
export type CompareSource = z.input<typeof CompareSource>

/** Test data: an example of a contract, or a file of the workspace. */
export interface FixtureName {
  name: string
  /** `null` for a file. */
  title: Text | null
}

/** A body as it stands beside the other one. */
export interface ComparedSide {
  /** Row of the journal, `null` for a file or a text. */
  entry: JournalRow | null
  name: string
  contentType: string
  bytes: number
  sha256: string
  /** Personal data masked, so that places stay; `null` for binary. Cut to 1 MiB. */
  text: string | null
  encoding: string
  truncated: boolean
}

export interface BodyComparison {
  left: ComparedSide
  right: ComparedSide
  comparison: Comparison
  /** Between two entries: what differs outside the bodies. */
  heads: HeadDifference[] | null
}

export interface EntryComparison {
  left: JournalRow
  right: JournalRow
  heads: HeadDifference[]
  /** `null` when neither entry has that body. */
  request: Comparison | null
  response: Comparison | null
}

/** Entries that one may want to see beside another one. */
export interface CompareCandidates {
  /** The entry that this one repeats. */
  repeats: JournalRow | null
  /** The one before it of the same operation and the same business object, else of the same operation. */
  previous: JournalRow | null
}

export const compareApi = {
  'compare.bodies': post<BodyComparison>()(
    '/compare/bodies',
    z.object({
      left: CompareSource,
      right: CompareSource,
      /** IANA zone of the local times of what is no entry. */
      zone: z.string().max(100).refine(isZone).optional(),
    }),
  ),
  'compare.fixtures': get<FixtureName[]>()('/compare/fixtures'),
  'compare.entries': post<EntryComparison>()('/compare/entries', z.object({ left: Entry, right: Entry })),
  'compare.candidates': get<CompareCandidates>()('/compare/candidates/:id'),
} as const
