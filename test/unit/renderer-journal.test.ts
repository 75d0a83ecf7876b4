import { describe, expect, it } from 'vitest'
import { parseQuery } from '../../server/journal/query/parse.ts'
import { addressOfQuery, queryOfAddress } from '../../renderer/journal/query-address.ts'
import { above, below, renewed, WINDOW_LIMIT, type RowWindow } from '../../renderer/journal/row-window.ts'
import { summaryOf } from '../../renderer/journal/selection-summary.ts'
import { everything, nothing, ranged, toggled } from '../../renderer/journal/selection.ts'
import type { JournalRow } from '../../server/journal/model.ts'

describe('the address of the journal', () => {
  it('holds the query', () => {
    const q = 'status:>=400 "два слова"'
    expect(queryOfAddress(addressOfQuery(q))).toBe(q)
    expect(addressOfQuery('  ')).toEqual({})
  })

  it('of before the query language is turned into a query that is understood whole', () => {
    const old = {
      text: 'RG-BUSY "x"',
      from: 'restore',
      direction: 'in',
      operation: 'regate.booking',
      status: '4xx',
      validity: 'untidy',
      unmapped: 'true',
      subject: '000 123',
    }
    const q = queryOfAddress(old)
    expect(q).toBe(
      '"RG-BUSY \\"x\\"" from:restore dir:in op:regate.booking status:4xx valid:untidy mapping:unmapped order:"000 123"',
    )
    const { problems, query } = parseQuery(q, { now: new Date(0), zone: 'UTC' })
    expect(problems).toEqual([])
    expect(query.terms).toHaveLength(8)
  })

  it('leaves out what it cannot mean, and adds old names to a query', () => {
    expect(queryOfAddress({ from: 'nobody', validity: ['valid', 'invalid'], unmapped: 'perhaps' })).toBe('')
    expect(queryOfAddress({ q: ' is:failed ', subject: '7' })).toBe('is:failed order:7')
  })
})

const rows = (...ids: number[]) => ids.map((id) => ({ id }))

describe('the piece of the list that the page holds', () => {
  const full: RowWindow<{ id: number }> = {
    rows: Array.from({ length: WINDOW_LIMIT }, (_, i) => ({ id: 10_000 - i })),
    newest: true,
    oldest: true,
  }

  it('grows at both ends', () => {
    const start = { rows: rows(5, 4), newest: false, oldest: false }
    expect(below(start, rows(3, 2), true)).toEqual({ rows: rows(5, 4, 3, 2), newest: false, oldest: true })
    expect(above(start, rows(7, 6), true)).toEqual({ rows: rows(7, 6, 5, 4), newest: true, oldest: false })
  })

  it('drops rows at the far end, and knows that they can be had again', () => {
    const lower = below(full, rows(3, 2), true)
    expect(lower.rows).toHaveLength(WINDOW_LIMIT)
    expect([lower.rows[0]!.id, lower.rows.at(-1)!.id, lower.newest]).toEqual([9998, 2, false])
    const upper = above(full, rows(10_002, 10_001), true)
    expect(upper.rows).toHaveLength(WINDOW_LIMIT)
    expect([upper.rows[0]!.id, upper.newest, upper.oldest]).toEqual([10_002, true, false])
  })

  it('takes what was read again in its place', () => {
    const shown = {
      rows: [
        { id: 2, replaced: 0 },
        { id: 1, replaced: 0 },
      ],
      newest: true,
      oldest: true,
    }
    expect(renewed(shown, [{ id: 2, replaced: 7 }]).rows).toEqual([
      { id: 2, replaced: 7 },
      { id: 1, replaced: 0 },
    ])
  })
})

describe('selection of rows', () => {
  const list = rows(5, 4, 3, 2, 1)

  it('goes one by one, by range and all at once', () => {
    const one = toggled(nothing, 4)
    expect([...one.ids]).toEqual([4])
    expect([...ranged(one, list, 2).ids]).toEqual([4, 3, 2])
    expect([...ranged(one, list, 5).ids].sort()).toEqual([4, 5])
    expect([...toggled(ranged(one, list, 2), 3).ids]).toEqual([4, 2])
    expect([...everything(list).ids]).toEqual([5, 4, 3, 2, 1])
  })

  it('begins anew when its anchor is not shown any more', () => {
    expect([...ranged({ ids: new Set([9]), anchor: 9 }, list, 2).ids]).toEqual([2])
  })
})

describe('the summary of chosen rows', () => {
  const row = (operation: string | null, status: number | null, durationMs: number, at: string) =>
    ({ operation, status, durationMs, at, requestBytes: 10, responseBytes: 100, unmapped: 1 }) as JournalRow

  it('counts by operation, with the refused ones and the times', () => {
    const summary = summaryOf([
      row('regate.state', 200, 9, '2026-11-26T10:00:02Z'),
      row(null, 500, 4, '2026-11-26T10:00:01Z'),
      row('regate.state', null, 1, '2026-11-26T10:00:03Z'),
      row('regate.state', 404, 5, '2026-11-26T10:00:00Z'),
    ])
    expect(summary).toEqual({
      count: 4,
      failed: 3,
      unmapped: 4,
      from: '2026-11-26T10:00:00Z',
      to: '2026-11-26T10:00:03Z',
      requestBytes: 40,
      responseBytes: 400,
      operations: [
        { operation: 'regate.state', count: 3, failed: 2, medianMs: 5, longestMs: 9 },
        { operation: null, count: 1, failed: 1, medianMs: 4, longestMs: 4 },
      ],
    })
    expect(summaryOf([])).toBeNull()
  })
})
