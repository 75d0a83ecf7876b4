import type { Spot, WireMember, WireNode } from '../wire/tree.ts'

/**
 * Strict JSON to a tree with places, in one pass without tokens: ten times as fast as the reader that takes liberties,
 * which is what large bodies need. Whoever gets `null` takes that one.
 */

const DEPTH_LIMIT = 64
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const LITERALS: readonly (readonly [text: string, value: boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]

class NotStrict extends Error {}

/** The tree of a text, `null` when it is not strict JSON or nests too deeply. */
export function readStrictJson(text: string): WireNode | null {
  let at = 0
  let line = 1
  let lineStart = 0

  const here = (): Spot => ({ line, column: at - lineStart + 1 })

  function fail(): never {
    throw new NotStrict()
  }

  function skipSpace(): void {
    for (; ; at += 1) {
      const code = text.charCodeAt(at)
      if (code === 0x0a) {
        line += 1
        lineStart = at + 1
      } else if (code !== 0x20 && code !== 0x09 && code !== 0x0d) return
    }
  }

  function string(): string {
    const start = at
    at += 1
    let plain = true
    for (; ; at += 1) {
      const code = text.charCodeAt(at)
      if (code === 0x22) break
      // Also the end of the text: its code is NaN.
      if (!(code >= 0x20)) fail()
      if (code === 0x5c) {
        plain = false
        at += 1
      }
    }
    at += 1
    if (plain) return text.slice(start + 1, at - 1)
    try {
      return JSON.parse(text.slice(start, at)) as string
    } catch {
      return fail()
    }
  }

  function object(depth: number): WireNode {
    const spot = here()
    const members: WireMember[] = []
    at += 1
    skipSpace()
    if (text[at] === '}') {
      at += 1
      return { kind: 'object', members, spot }
    }
    for (;;) {
      skipSpace()
      const nameSpot = here()
      if (text[at] !== '"') fail()
      const name = string()
      skipSpace()
      if (text[at] !== ':') fail()
      at += 1
      members.push({ name, spot: nameSpot, value: value(depth + 1) })
      skipSpace()
      const next = text[at]
      at += 1
      if (next === '}') return { kind: 'object', members, spot }
      if (next !== ',') fail()
    }
  }

  function array(depth: number): WireNode {
    const spot = here()
    const items: WireNode[] = []
    at += 1
    skipSpace()
    if (text[at] === ']') {
      at += 1
      return { kind: 'array', items, spot }
    }
    for (;;) {
      items.push(value(depth + 1))
      skipSpace()
      const next = text[at]
      at += 1
      if (next === ']') return { kind: 'array', items, spot }
      if (next !== ',') fail()
    }
  }

  function value(depth: number): WireNode {
    if (depth > DEPTH_LIMIT) fail()
    skipSpace()
    const char = text[at]
    if (char === '{') return object(depth)
    if (char === '[') return array(depth)
    const spot = here()
    if (char === '"') return { kind: 'text', text: string(), spot }
    for (const [word, literal] of LITERALS) {
      if (char === word[0] && text.startsWith(word, at)) {
        at += word.length
        return { kind: 'literal', value: literal, spot }
      }
    }
    NUMBER.lastIndex = at
    const raw = NUMBER.exec(text)?.[0] ?? fail()
    at += raw.length
    return { kind: 'number', raw, spot }
  }

  try {
    const root = value(0)
    skipSpace()
    return at === text.length ? root : null
  } catch (error) {
    if (error instanceof NotStrict) return null
    throw error
  }
}
