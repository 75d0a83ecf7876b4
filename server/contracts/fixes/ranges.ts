import { lexJson, requoted, type Lexeme } from './lexer.ts'

/** A JSON text as values with their places, for whoever has to change it. Repeated names are members like any other. */

export interface RangedMember {
  name: string
  nameFrom: number
  nameTo: number
  value: RangedNode
}

export interface RangedNode {
  kind: 'object' | 'array' | 'scalar'
  from: number
  to: number
  members: RangedMember[]
  items: RangedNode[]
}

/** Deeper than any message; a hostile text does not get to the end of the stack. */
const DEPTH_LIMIT = 100

class Unreadable extends Error {}

const nameOf = (lexeme: string): string => {
  if (!/^["'“]/.test(lexeme)) return lexeme
  try {
    return JSON.parse(requoted(lexeme)) as string
  } catch {
    return lexeme
  }
}

/** `null` for a text whose brackets, names and values do not make up one value. */
export function rangesOf(text: string): RangedNode | null {
  const lexemes = lexJson(text).filter(({ kind }) => !['comment', 'bookmark', 'space'].includes(kind))
  let at = 0
  const next = (): Lexeme => {
    const lexeme = lexemes[at]
    if (!lexeme) throw new Unreadable()
    at += 1
    return lexeme
  }
  const sign = (): string => (lexemes[at] ? text.slice(lexemes[at]!.from, lexemes[at]!.from + 1) : '')

  function value(depth: number): RangedNode {
    const first = next()
    const node: RangedNode = { kind: 'scalar', from: first.from, to: first.to, members: [], items: [] }
    if (first.kind === 'text' || first.kind === 'word') return node
    const opened = text[first.from]
    if (first.kind !== 'open' || depth > DEPTH_LIMIT) throw new Unreadable()
    const closing = opened === '{' ? '}' : ']'
    node.kind = opened === '{' ? 'object' : 'array'
    while (sign() !== closing) {
      if (node.kind === 'array') node.items.push(value(depth + 1))
      else {
        const name = next()
        if (next().kind !== 'colon') throw new Unreadable()
        node.members.push({
          name: nameOf(text.slice(name.from, name.to)),
          nameFrom: name.from,
          nameTo: name.to,
          value: value(depth + 1),
        })
      }
      if (lexemes[at]?.kind === 'comma') at += 1
    }
    node.to = next().to
    return node
  }

  try {
    const root = value(0)
    return at === lexemes.length ? root : null
  } catch (error) {
    if (error instanceof Unreadable) return null
    throw error
  }
}

/** What begins at an offset: a value, or a member by its name. */
export interface RangeIndex {
  values: Map<number, RangedNode>
  members: Map<number, { member: RangedMember; owner: RangedNode }>
  /** The member that has the value beginning there. */
  memberOfValue: Map<number, { member: RangedMember; owner: RangedNode }>
}

export function indexRanges(root: RangedNode): RangeIndex {
  const index: RangeIndex = { values: new Map(), members: new Map(), memberOfValue: new Map() }
  const visit = (node: RangedNode): void => {
    index.values.set(node.from, node)
    for (const item of node.items) visit(item)
    for (const member of node.members) {
      index.members.set(member.nameFrom, { member, owner: node })
      index.memberOfValue.set(member.value.from, { member, owner: node })
      visit(member.value)
    }
  }
  visit(root)
  return index
}
