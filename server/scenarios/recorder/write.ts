import { Document, isMap, isScalar, isSeq, type Node } from 'yaml'
import type { Beginning, DraftStep } from './model.ts'

/** A recorded story as the text of a file that people read and edit. */

/** Longer values stand one member a line. */
const INLINE_WIDTH = 90

function fit(node: unknown, document: Document, depth: number): void {
  if (!isMap(node) && !isSeq(node)) return
  const length = JSON.stringify(node.toJS(document)).length
  if (length + depth * 2 <= INLINE_WIDTH && length > 2) {
    node.flow = true
    return
  }
  for (const item of node.items)
    fit(isMap(node) ? (item as { value: unknown }).value : item, document, depth + 1)
}

const isEmpty = (value: object): boolean => Object.keys(value).length === 0

/** Members in the order in which they are read. */
const membersOf = ({ title, members, save, expect }: DraftStep): Record<string, unknown> => ({
  step: title,
  ...members,
  ...(isEmpty(save) ? {} : { save }),
  ...(isEmpty(expect) ? {} : { expect }),
})

const commented = (lines: readonly string[]): string => lines.map((line) => ` ${line}`).join('\n')

/**
 * The text of a file.
 * @param remarks what is told at the head of the file
 */
export function writeScenario(
  { title, bases, clock, frozen, settings }: Beginning,
  steps: readonly DraftStep[],
  remarks: readonly string[],
): string {
  const document = new Document({
    scenario: title,
    tags: ['запись'],
    given: {
      bases,
      clock,
      ...(frozen ? { frozen } : {}),
      ...(isEmpty(settings) ? {} : { settings }),
    },
    steps: steps.map(membersOf),
  })
  if (remarks.length > 0) document.commentBefore = commented(remarks)
  const list = document.get('steps')
  for (const name of ['tags', 'given']) fit(document.get(name), document, 1)
  if (isSeq(list))
    list.items.forEach((item, i) => {
      if (!isMap(item)) return
      for (const pair of item.items) fit(pair.value, document, 3)
      ;(item as Node).spaceBefore = i > 0
      const { remarks: own } = steps[i]!
      if (own.length > 0) item.commentBefore = commented(own)
      // A text of several lines stays as it was sent.
      for (const { value } of item.items)
        if (isScalar(value) && typeof value.value === 'string' && value.value.includes('\n'))
          value.type = 'BLOCK_LITERAL'
    })
  return document.toString({ lineWidth: 0, singleQuote: true, indentSeq: true })
}
