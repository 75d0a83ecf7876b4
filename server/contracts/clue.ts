import type { Message, Operation } from './operation.ts'
import type { Text } from './text.ts'
import { memberOf } from './wire/tree.ts'
import type { WireNode } from './wire/tree.ts'

/** Which message of a contract a body is. */
export interface Identified {
  operation: Operation
  /** `document`: a bare order without exchange data. `problem`: a refusal, which any operation may answer with. */
  message: 'request' | 'response' | 'document' | 'problem'
  /** Reads and writes the body. */
  form: Message
  /** 0…1; below 1 another message could look the same. */
  confidence: number
  reason: Text
}

/** What gives a message away. */
export interface Clue {
  matches(tree: WireNode): boolean
  found: Omit<Identified, 'reason'>
  reason: Text
}

/** A test for members, whatever their values. */
export const has =
  (...names: string[]) =>
  (tree: WireNode): boolean =>
    names.every((name) => memberOf(tree, name) !== undefined)
