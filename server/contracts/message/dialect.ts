import type { z } from 'zod'
import type { ReaderMode } from '../operation.ts'
import type { Text } from '../text.ts'
import type { WireKind } from '../wire/kinds.ts'
import type { FaultCodes, Note, Notes } from '../wire/notes.ts'
import type { Spot, WireMember, WireNode } from '../wire/tree.ts'
import type { ScalarReader } from './scalars.ts'

/** Liberties of lenient reading that are not about the spelling of one scalar. */
export type LibertyName =
  | 'bom'
  /** windows-1251, declared. */
  | 'charset'
  /** Single quotes, trailing commas, line comments. */
  | 'syntax'
  /** Bookmarks of a word processor, in fixtures only. */
  | 'bookmark'
  /** A name where the identifier of a dictionary is expected. */
  | 'name'
  /** An empty value where there may be none. */
  | 'empty'
  /** Members that the schema does not know. */
  | 'unknown'

/** A liberty with a scalar: the id it is noted with, and what it reads. */
export interface ScalarLiberty {
  id: string
  read: ScalarReader
}

/** What a breach of a rule is reported as. */
export interface Rule {
  code: string
  message: Text
}

/** The rule that a zod issue stands for, with what was expected. */
export interface RuleBreach<Id extends string = string> {
  rule: Id
  expected?: string
}

/** Notes a liberty; `value` and `expected` are masked where they are personal. */
export type NoteLiberty = (id: string, spot: Spot, pointer: string, value?: string, expected?: string) => void

/** What is a contract's own in the reading of bodies; everything else of the reader is common to all contracts. */
export interface Dialect {
  faults: FaultCodes
  /** A body may have so many bytes. */
  limit: number
  /** Ids of the liberties that lenient reading takes. One that is not here is refused in both modes. */
  liberties: Readonly<Partial<Record<LibertyName, string>>>
  scalars: Readonly<Partial<Record<WireKind, ScalarLiberty>>>
  libertyText(id: string): Text
  /** The code and the text of a rule. The shape itself needs `number-digits`, `type`, `count` and `unknown`. */
  rule(id: string): Rule
  /** `got` is the value at the place of the issue, `undefined` when there was none. */
  ruleOf(issue: z.core.$ZodIssue, got: unknown): RuleBreach
  /** A value as findings may show it: personal data is masked. */
  shown(value: string, pointer: string): string
  /** Takes out of a finding what no finding may hold, wherever it stands. */
  conceal?<T extends Note>(note: T): T
  /** The rule that a member breaks though the schema does not know it; `null` when it may stay. */
  forbids?(name: string, value: unknown): string | null
  /** What a repeated name refuses: the element of a list message it is in, or always the whole body. */
  duplicateRefuses: 'element' | 'body'
  /** Another form of a JSON list, as an array. Lenient reading only. */
  listForm?(node: WireNode, pointer: string, note: NoteLiberty): WireNode
  /** Another name or form of a member that `shape` has. Lenient reading only. */
  memberForm?(member: WireMember, shape: z.core.$ZodShape, pointer: string, note: NoteLiberty): WireMember
  /** The tree of an XML text, for a contract that has XML; `null` when it is refused. */
  readXml?(text: string, options: { mode: ReaderMode; codes: FaultCodes; notes: Notes }): WireNode | null
}
