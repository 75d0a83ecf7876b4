import { evaluate, parse } from '@humanwhocodes/momoa'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ReadResult } from '../../server/contracts/operation.ts'
import { orderEnvelopeMessage, processedOrderMessage } from '../../server/contracts/site-orders/operations.ts'
import { orderEnvelope, processedOrder } from './arbitrary.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** Whatever is refused says where and what to do, in both languages. */
function expectExplained({ value, findings }: ReadResult<unknown>): void {
  if (value === null) expect(findings.some(({ severity }) => severity === 'error')).toBe(true)
  for (const { line, column, code, message } of findings) {
    expect(line).toBeGreaterThan(0)
    expect(column).toBeGreaterThan(0)
    expect(code && message.ru && message.en).toBeTruthy()
  }
}

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

const leaves = (value: Json): number =>
  typeof value !== 'object' || value === null
    ? 1
    : Object.values(value).reduce<number>((count, member) => count + leaves(member), 0)

/** Scalars that the text itself holds, repeated names included. */
function scalarsOf(text: string): number {
  const { tokens = [] } = parse(text, { mode: 'json5', allowTrailingCommas: true, tokens: true })
  const names = tokens.filter(({ type }) => type === 'Colon').length
  const all = tokens.filter(({ type }) =>
    ['String', 'Number', 'Boolean', 'Null', 'Identifier'].includes(type),
  ).length
  return all - names
}

interface ByteEdit {
  at: number
  kind: 'replace' | 'insert' | 'delete'
  byte: number
}

const byteEdits = fc.array(
  fc.record({
    at: fc.nat(),
    kind: fc.constantFrom('replace' as const, 'insert' as const, 'delete' as const),
    byte: fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.constantFrom(...`"'{}[],:\\/ <>&=0.-`).map((char) => char.charCodeAt(0)),
    ),
  }),
  { minLength: 1, maxLength: 3 },
)

function edited(bytes: Uint8Array, edits: readonly ByteEdit[]): Uint8Array {
  const list = [...bytes]
  for (const { at, kind, byte } of edits) {
    const index = at % list.length
    if (kind === 'insert') list.splice(index, 0, byte)
    else if (kind === 'delete') list.splice(index, 1)
    else list[index] = byte
  }
  return Uint8Array.from(list)
}

describe.each([
  ['outgoing', orderEnvelopeMessage, orderEnvelope],
  ['returned', processedOrderMessage, processedOrder],
] as const)('bytes of an %s order changed at random', (_name, message, arbitrary) => {
  it.each(['canonical', 'compat', 'verbatim'] as const)('[A-15] %s: no throw, no silent loss', (profile) => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<never>, byteEdits, (value, edits) => {
        const { bytes, contentType } = message.write(value, 'json', profile)
        const mutated = edited(bytes, edits)
        const read = message.read({ bytes: mutated, contentType }, 'lenient')
        expectExplained(read)
        if (read.value === null) return
        const text = decode(mutated)
        const dropped = read.findings.filter(
          ({ code, expected }) => code === 'LA-17' && expected === '',
        ).length
        expect(leaves(read.value as unknown as Json)).toBe(scalarsOf(text) - dropped)
        if (read.findings.length === 0) expect(read.value).toEqual(JSON.parse(text))
      }),
      { numRuns: 250 },
    )
  })

  it('[A-15] XML: no throw; what is read is written and read as the same', () => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<never>, byteEdits, (value, edits) => {
        const { bytes, contentType } = message.write(value, 'xml')
        const read = message.read({ bytes: edited(bytes, edits), contentType }, 'lenient')
        expectExplained(read)
        if (read.value === null) return
        const again = message.read(message.write(read.value as never, 'xml'), 'lenient')
        expect(again.value).toEqual(read.value)
      }),
      { numRuns: 250 },
    )
  })
})

/* ---------- structure ---------- */

type Edit =
  | { kind: 'delete' }
  | { kind: 'duplicate' }
  | { kind: 'rename' }
  | { kind: 'swap' }
  | { kind: 'set'; to: Json }

const structuralEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.constantFrom<Edit>({ kind: 'delete' }, { kind: 'duplicate' }, { kind: 'rename' }, { kind: 'swap' }),
  fc
    .constantFrom<Json>(
      null,
      '',
      0,
      -1,
      1.005,
      true,
      'x',
      '31.02.2025',
      '1 050,5',
      '1,2,3',
      {},
      [],
      [1],
      ['a', 'b'],
      1e21,
      '\u0000',
      '\uD800',
      '{00000000-0000-0000-0000-000000000000}',
    )
    .map((to) => ({ kind: 'set' as const, to })),
)

/** An object as a list of members, so that names can repeat. */
type Tree = { members: [string, Tree][] } | { items: Tree[] } | { leaf: Json }

const treeOf = (value: Json): Tree =>
  Array.isArray(value)
    ? { items: value.map(treeOf) }
    : typeof value === 'object' && value !== null
      ? { members: Object.entries(value).map(([name, member]) => [name, treeOf(member)]) }
      : { leaf: value }

const print = (tree: Tree): string =>
  'members' in tree
    ? `{${tree.members.map(([name, member]) => `${JSON.stringify(name)}:${print(member)}`).join(',')}}`
    : 'items' in tree
      ? `[${tree.items.map(print).join(',')}]`
      : JSON.stringify(tree.leaf)

const objectsOf = (tree: Tree): { members: [string, Tree][] }[] =>
  'members' in tree
    ? [tree, ...tree.members.flatMap(([, member]) => objectsOf(member))]
    : 'items' in tree
      ? tree.items.flatMap(objectsOf)
      : []

function applyEdit(tree: Tree, at: number, edit: Edit): void {
  const spots = objectsOf(tree).flatMap((object) =>
    object.members.map((_, index) => [object, index] as const),
  )
  const [object, index] = spots[at % spots.length]!
  const member = object.members[index]!
  if (edit.kind === 'delete') object.members.splice(index, 1)
  else if (edit.kind === 'duplicate')
    object.members.push([member[0], treeOf(JSON.parse(print(member[1])) as Json)])
  else if (edit.kind === 'rename') object.members[index] = [`${member[0]}_`, member[1]]
  else if (edit.kind === 'swap') object.members.push(...object.members.splice(index, 1))
  else object.members[index] = [member[0], treeOf(edit.to)]
}

function differences(a: Json | undefined, b: Json | undefined, pointer = ''): string[] {
  if (typeof a === 'object' && typeof b === 'object' && a && b && Array.isArray(a) === Array.isArray(b)) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)])
    const member = (value: object, name: string): Json | undefined => (value as Record<string, Json>)[name]
    return [...names].flatMap((name) => differences(member(a, name), member(b, name), `${pointer}/${name}`))
  }
  return Object.is(a, b) || (a === 0 && b === 0) ? [] : [pointer]
}

describe.each([
  ['outgoing', orderEnvelopeMessage, orderEnvelope],
  ['returned', processedOrderMessage, processedOrder],
] as const)('structure of an %s order changed at random', (_name, message, arbitrary) => {
  it('[A-15][AD-37] every difference between the text and the value has a finding', () => {
    fc.assert(
      fc.property(
        arbitrary as fc.Arbitrary<never>,
        fc.array(fc.tuple(fc.nat(), structuralEdit), { minLength: 1, maxLength: 2 }),
        (value, edits) => {
          const tree = treeOf(JSON.parse(decode(message.write(value).bytes)) as Json)
          for (const [at, edit] of edits) applyEdit(tree, at, edit)
          const text = print(tree)
          const read = message.read({ bytes: encode(text), contentType: 'application/json' }, 'lenient')
          expectExplained(read)
          if (read.value === null) return
          const written = evaluate(parse(text)) as Json
          const noted = read.findings.map(({ pointer }) => pointer)
          for (const pointer of differences(written, read.value as unknown as Json)) {
            const covered = noted.some(
              (at) => pointer === at || pointer.startsWith(`${at}/`) || at.startsWith(`${pointer}/`),
            )
            expect(covered, `${pointer} in ${text}`).toBe(true)
          }
        },
      ),
      { numRuns: 400 },
    )
  })
})

describe('bodies that try to break the reader', () => {
  const read = (text: string): ReadResult<unknown> =>
    processedOrderMessage.read({ bytes: encode(text), contentType: 'application/json' }, 'lenient')

  it.each([
    ['deep arrays', '['.repeat(200_000)],
    ['deep objects', '{"a":'.repeat(200_000)],
    ['a long string', JSON.stringify('\\"'.repeat(2_000_000))],
    ['a long number', `{"a":${'1'.repeat(1_000_000)}}`],
    ['many commas', `[${','.repeat(1_000_000)}`],
    ['many unknown members', `{${Array.from({ length: 50_000 }, (_, i) => `'k${i}':1`).join(',\n')}}`],
    ['a prototype', '{"__proto__":{"order":1},"constructor":{},"order":{"__proto__":{}}}'],
    ['nothing', ''],
    ['spaces', ' \n '],
    ['a comment only', '// {}'],
    ['an unclosed string', '{"order": "'],
    ['a slash', '{"order": /'],
  ])('[A-15] %s', (_name, text) => {
    const result = read(text)
    expect(result.value).toBeNull()
    expectExplained(result)
    expect(result.findings.length).toBeLessThan(32_000)
  })

  it.each([
    ['deep elements', '<orders>'.repeat(100_000)],
    ['a document type', '<!DOCTYPE orders [<!ENTITY a "b">]><orders id="1">&a;</orders>'],
    ['an entity', '<orders id="1"><status>&a;</status></orders>'],
    ['another root', '<catalog/>'],
    ['text between elements', '<orders id="1">x<status>y</status></orders>'],
    ['two roots', '<orders id="1"/><orders id="2"/>'],
    ['nothing', ''],
  ])('[AD-41] XML with %s', (_name, text) => {
    const result = processedOrderMessage.read(
      { bytes: encode(text), contentType: 'application/xml' },
      'lenient',
    )
    expect(result.value).toBeNull()
    expectExplained(result)
  })

  it('[AD-46] a body over the limit is refused before it is parsed', () => {
    const result = processedOrderMessage.read(
      { bytes: new Uint8Array(10 * 1024 * 1024 + 1).fill(32), contentType: '' },
      'lenient',
    )
    expect(result.findings.map(({ code }) => code)).toEqual(['SITE-TOO-LARGE'])
  })
})
