import type { WireBody } from '../../server/contracts/operation.ts'
import { dialect } from '../../server/contracts/ksup/message.ts'
import { readTree } from '../../server/contracts/message/read-tree.ts'
import { createNotes } from '../../server/contracts/wire/notes.ts'
import type { WireNode } from '../../server/contracts/wire/tree.ts'

/** Bodies for tests of contract D. */

export const textBody = (text: string, contentType = 'application/json; charset=utf-8'): WireBody => ({
  bytes: new TextEncoder().encode(text),
  contentType,
})

export const bodyOf = (value: unknown): WireBody => textBody(JSON.stringify(value))

export function readPlainTree(value: unknown): WireNode {
  const options = {
    mode: 'lenient',
    fixture: false,
    formats: ['json'],
    dialect,
    notes: createNotes(),
  } as const
  return readTree(bodyOf(value), options)!
}
