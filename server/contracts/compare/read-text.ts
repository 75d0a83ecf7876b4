import { membersByName, type CompareNode, type ScalarNode } from './node.ts'

/**
 * A text without structure as the list of its lines. Lines `name=value` of the answers of CommerceML (section 2.5) are members
 * by that name.
 */

/** No answer of the protocol is longer; a longer text is a text. */
const ANSWER_LINES = 12
const PAIR = /^\s*([A-Za-z_]\w*)=(.*?)\s*$/
const STATUS = /^(?:success|failure|progress|zip=\w+)$/i

/** @param shown the same text as it may be seen, of the same length */
export function readText(text: string, shown = text): CompareNode {
  const linesOf = (whole: string) => whole.split('\n').map((line) => line.replace(/\r$/, ''))
  const lines = linesOf(text)
  const seen = linesOf(shown)
  const scalar = (value: string, line: number, column = 1): ScalarNode => ({
    kind: 'scalar',
    sort: 'text',
    value,
    written: seen[line - 1]!.slice(column - 1, column - 1 + value.length),
    quoted: false,
    spot: { line, column },
  })
  const spot = { line: 1, column: 1 }
  const isAnswer = lines.length <= ANSWER_LINES && STATUS.test((lines[0] ?? '').trim())
  const members: [string, CompareNode][] = []
  const items: CompareNode[] = []
  lines.forEach((line, index) => {
    const pair = isAnswer ? PAIR.exec(line) : null
    if (pair) {
      const column = line.indexOf(pair[2]!, line.indexOf('=') + 1) + 1
      members.push([pair[1]!, scalar(pair[2]!, index + 1, column)])
    }
    // `checkauth` gives the cookie's name and, in the line after it, its value (section 3.1).
    else if (isAnswer && index === 2) members.push(['cookie', scalar(line, index + 1)])
    else items.push(scalar(line, index + 1))
  })
  const list: CompareNode = { kind: 'list', items, elements: false, spot }
  return isAnswer ? { kind: 'object', members: membersByName([['lines', list], ...members]), spot } : list
}

/** `true` for an answer of the protocol of CommerceML. */
export const isProtocolAnswer = (node: CompareNode): boolean => node.kind === 'object'
