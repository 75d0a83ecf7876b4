import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conflictsOf, merged } from '../../renderer/team/differences.ts'
import { holdsSame, revisionOf } from '../../server/admin/revision.ts'

const was = { name: 'а', queue: { workers: 10, reads: 50 }, users: ['restore'] }

describe('two people who edit one form', () => {
  it('are in nobody’s way when they change different fields: both changes stand', () => {
    const theirs = { ...was, queue: { ...was.queue, workers: 20 } }
    const mine = { ...was, name: 'б', queue: { ...was.queue, reads: 5 } }
    expect(conflictsOf(was, theirs, mine)).toEqual([])
    expect(merged(was, theirs, mine)).toEqual({
      name: 'б',
      queue: { workers: 20, reads: 5 },
      users: ['restore'],
    })
  })

  it('are told of the fields that both changed, and only of those', () => {
    const theirs = { name: 'в', queue: { workers: 20, reads: 50 }, users: ['a'] }
    const mine = { name: 'б', queue: { workers: 20, reads: 50 }, users: ['b'] }
    expect(conflictsOf(was, theirs, mine)).toEqual([
      { path: 'name', was: 'а', theirs: 'в', mine: 'б' },
      { path: 'users', was: ['restore'], theirs: ['a'], mine: ['b'] },
    ])
    expect(merged(was, theirs, mine)).toEqual({ ...mine, queue: theirs.queue })
  })

  it('a member that is gone is gone, whoever took it away', () => {
    expect(merged({ a: 1, b: 2 } as object, { b: 2 }, { a: 1, b: 3 })).toEqual({ b: 3 })
    expect(merged({ a: 1, b: 2 } as object, { a: 1, b: 3 }, { b: 2 })).toEqual({ b: 3 })
  })

  it('merging with whoever changed nothing changes nothing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        // JSON has no -0, and a document never holds one.
        const [one, other] = [before, after].map((value) => JSON.parse(JSON.stringify(value)) as unknown)
        expect(merged(one, one, other)).toEqual(other)
        expect(merged(one, other, one)).toEqual(other)
      }),
    )
  })
})

describe('revisions', () => {
  it('are the same for what holds the same, and differ for what differs', () => {
    expect(revisionOf({ a: 1, b: [1, { c: 'ё', d: null }] })).toBe(
      revisionOf({ b: [1, { d: null, c: 'ё' }], a: 1 }),
    )
    expect(revisionOf({ a: 1 })).toMatch(/^[\da-f]{16}$/)
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        expect(revisionOf(one) === revisionOf(other)).toBe(holdsSame(one, other))
      }),
    )
  })
})
