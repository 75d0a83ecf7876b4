import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  callOfFilter,
  emptyFilter,
  filterOfQuery,
  isFiltered,
  queryOfFilter,
  type JournalFilter,
} from '../../renderer/journal/filter.ts'
import { mergeNewest } from '../../renderer/journal/merge.ts'

describe('filter of the journal', () => {
  const filter: fc.Arbitrary<JournalFilter> = fc.record({
    text: fc.constantFrom('', 'SITE-STALE', 'заказ'),
    from: fc.constantFrom(null, 'onec', 'site', 'buyer'),
    direction: fc.constantFrom(null, 'in', 'out'),
    operation: fc.constantFrom(null, 'site-orders.postOrder'),
    status: fc.constantFrom(null, '2xx', 'failed', '409'),
    validity: fc.constantFrom(null, 'valid', 'untidy', 'invalid', 'unchecked'),
    unmapped: fc.boolean(),
    subject: fc.constantFrom(null, '7f0c2a54'),
  })

  it('survives the address of the screen', () => {
    fc.assert(
      fc.property(filter, (set) => {
        expect(filterOfQuery(queryOfFilter(set) as Record<string, string>)).toEqual(set)
      }),
    )
  })

  it('asks the server only for what is set', () => {
    expect(callOfFilter(emptyFilter)).toEqual({})
    expect(callOfFilter({ ...emptyFilter, unmapped: true, status: '4xx' })).toEqual({
      unmapped: 'true',
      status: '4xx',
    })
    expect(isFiltered(emptyFilter)).toBe(false)
    expect(isFiltered({ ...emptyFilter, subject: 'x' })).toBe(true)
  })

  it('leaves out what an address cannot mean', () => {
    expect(filterOfQuery({ from: 'nobody', validity: ['valid', 'invalid'], unmapped: 'perhaps' })).toEqual(
      emptyFilter,
    )
  })
})

describe('newest page of the journal', () => {
  const rows = (...ids: number[]) => ids.map((id) => ({ id }))

  it('comes before the rows that are shown, and replaces those it holds again', () => {
    const shown = [{ id: 3, replaced: 0 }, ...[2, 1].map((id) => ({ id, replaced: 0 }))]
    const page = [
      { id: 4, replaced: 0 },
      { id: 3, replaced: 7 },
    ]
    expect(mergeNewest(shown, page)).toEqual([...page, { id: 2, replaced: 0 }, { id: 1, replaced: 0 }])
  })

  it('stands alone after a gap, and after the journal was cleared', () => {
    expect(mergeNewest(rows(3, 2, 1), rows(9, 8, 7))).toBeNull()
    expect(mergeNewest(rows(3, 2, 1), [])).toBeNull()
    expect(mergeNewest([], rows(2, 1))).toEqual(rows(2, 1))
  })

  it('never loses, doubles or disorders an entry', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 1, max: 20 }),
        (old, added, limit) => {
          const all = Array.from({ length: old + added }, (_, i) => ({ id: old + added - i }))
          const shown = all.slice(added)
          const page = all.slice(0, limit)
          const merged = mergeNewest(shown, page) ?? page
          expect(merged).toEqual(all.slice(0, merged.length))
          expect(merged.length).toBeGreaterThanOrEqual(page.length)
        },
      ),
    )
  })
})
