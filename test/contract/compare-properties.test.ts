import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareBodies } from '../../server/contracts/compare/compare.ts'
import { onecNumberText } from '../../server/contracts/decimal.ts'
import { onecTimeText } from '../../server/contracts/time.ts'
import { processedOrder } from './arbitrary.ts'

/** What holds for every order, whatever is in it. */

const bodyOf = (text: string) => ({ bytes: new TextEncoder().encode(text), contentType: '' })
const write = (value: unknown) => bodyOf(JSON.stringify(value))

/** The same value with its members turned round and its scalars as 1C prints them. */
function respelled(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => respelled(item))
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, member]) => [key, respelled(member, key)] as const)
    return Object.fromEntries(members.reverse())
  }
  const decimals = ['quantity', 'price', 'discount', 'nds_summa', 'summa']
  if (typeof value === 'number' && decimals.includes(name)) return onecNumberText(String(value))
  if (typeof value !== 'string') return value
  if (name === 'order_time') return onecTimeText(value)
  if (name === 'offer_id') return `{${value.toUpperCase()}}`
  return name === 'nds' ? value === 'Да' : value
}

/** Pointers of all scalars outside of `exchange`, whose members are volatile, and of ids that lines are matched by. */
function scalars(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, member]) => scalars(member, `${path}/${key}`))
}

function replaced(value: unknown, keys: readonly string[], change: (before: unknown) => unknown): unknown {
  const [key, ...rest] = keys
  if (key === undefined) return change(value)
  if (Array.isArray(value))
    return value.map((item, n) => (String(n) === key ? replaced(item, rest, change) : item))
  const members = value as Record<string, unknown>
  return { ...members, [key]: replaced(members[key], rest, change) }
}

describe('for every order', () => {
  it('a copy in another order and other spellings means the same', () => {
    fc.assert(
      fc.property(processedOrder, (order) => {
        const result = compareBodies(write(order), write(respelled(order)))
        expect(result.differences.filter(({ kind }) => kind !== 'spelling')).toEqual([])
        expect(result).toMatchObject({ comparable: 'contract', sameMeaning: true })
      }),
      { numRuns: 200 },
    )
  })

  it('one changed member is found at its path and nowhere else', () => {
    fc.assert(
      fc.property(processedOrder, fc.nat(), (order, pick) => {
        const paths = scalars(order.order, '/order').filter(
          (path) => !/\/(?:tovar_id|offer_id|storage)$/.test(path),
        )
        const path = paths[pick % paths.length]!
        const other = replaced(order, path.slice(1).split('/'), (before) =>
          typeof before === 'number' ? before + 1 : `${String(before)} и другое`,
        )
        const { differences } = compareBodies(write(order), write(other))
        expect(differences.map((found) => `${found.kind} ${found.path}`)).toEqual([`changed ${path}`])
      }),
      { numRuns: 200 },
    )
  })

  it('what is added one way is removed the other way', () => {
    fc.assert(
      fc.property(processedOrder, processedOrder, (a, b) => {
        const [there, back] = [compareBodies(write(a), write(b)), compareBodies(write(b), write(a))]
        expect(back.counts).toEqual({
          ...there.counts,
          added: there.counts.removed,
          removed: there.counts.added,
        })
      }),
      { numRuns: 100 },
    )
  })

  it('any two texts are compared', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.json(), (text, json) => {
        const result = compareBodies(bodyOf(text), bodyOf(json))
        if (result.identical) expect(result.sameMeaning).toBe(true)
        expect(compareBodies(bodyOf(json), bodyOf(json))).toMatchObject({ identical: true, differences: [] })
      }),
      { numRuns: 300 },
    )
  })
})
