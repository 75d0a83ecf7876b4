import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { versionBefore, type DocumentVersion } from '../../renderer/invoice/compare/versions.ts'
import { differingLines, signed } from '../../renderer/invoice/document/differences.ts'
import { refOfEntry } from '../../renderer/invoice/entry-refs.ts'
import { blankDraft, blankLine, draftOfModel, readDraft } from '../../renderer/invoice/manual/draft.ts'
import { added, copied, pasted, removed, withTyped } from '../../renderer/invoice/manual/line-edits.ts'
import { addressOfRef, isShown, refOfAddress } from '../../renderer/invoice/ref-address.ts'
import { nothingMarked, ranged, toggled } from '../../renderer/invoice/sources/marked-rows.ts'
import type { InvoiceSourceRow } from '../../renderer/invoice/types.ts'
import { buildInvoice } from '../../server/invoice/build.ts'
import { manualDraft } from '../../server/invoice/sources/manual.ts'
import type { InvoiceRef } from '../../server/invoice/sources/ref.ts'

const id = fc.string({ minLength: 1, maxLength: 40 })
const refs: fc.Arbitrary<InvoiceRef> = fc.oneof(
  fc.record({ source: fc.constant('order' as const), id, seq: fc.nat() }),
  fc.record({ source: fc.constant('regate' as const), enterprise: id, id }),
  fc.record({ source: fc.constantFrom('ksup' as const, 'cml' as const), id }),
  fc.record({
    source: fc.constant('entry' as const),
    id: fc.integer({ min: 1 }),
    part: fc.constantFrom('request' as const, 'response' as const),
    inner: fc.constantFrom('0', '2/1'),
    document: id,
  }),
)

describe('documents in addresses', () => {
  it('every document that has an address is found by it again', () => {
    fc.assert(
      fc.property(refs, (ref) => {
        expect(refOfAddress(addressOfRef(ref)!)).toEqual(ref)
      }),
    )
  })

  it('the parts that may be missing may be missing; an id alone is an order, junk is nothing', () => {
    expect(refOfAddress('order:a-1')).toEqual({ source: 'order', id: 'a-1' })
    expect(refOfAddress('a-1')).toEqual({ source: 'order', id: 'a-1' })
    expect(refOfAddress('entry:12:request')).toEqual({ source: 'entry', id: 12, part: 'request' })
    expect(addressOfRef({ source: 'entry', id: 12, part: 'request', document: '№ 5' })).toBe(
      'entry:12:request::%E2%84%96%205',
    )
    for (const junk of ['', 'order:', 'order:a:x', 'entry:0:request', 'entry:1:both', 'post:1', 'cml:%'])
      expect(refOfAddress(junk), junk).toEqual(junk === 'cml:%' ? { source: 'cml', id: '%' } : null)
    expect(addressOfRef({ source: 'text', text: '{}' })).toBeNull()
  })

  it('a row of the list is the shown document whichever version of it is shown', () => {
    expect(isShown({ source: 'order', id: 'a' }, { source: 'order', id: 'a', seq: 2 })).toBe(true)
    expect(isShown({ source: 'order', id: 'a' }, { source: 'cml', id: 'a' })).toBe(false)
    const row: InvoiceRef = { source: 'entry', id: 7, part: 'request', document: '5' }
    expect(isShown(row, { source: 'entry', id: 7, part: 'request' })).toBe(true)
    expect(isShown(row, { source: 'entry', id: 7, part: 'request', document: '6' })).toBe(false)
  })

  it('an entry of the journal is a document only when its operation brings one and its body is there', () => {
    const entry = { id: 3, operation: 'site-orders.postOrder', requestBytes: 10, responseBytes: 0 }
    expect(refOfEntry(entry)).toEqual({ source: 'entry', id: 3, part: 'request' })
    expect(refOfEntry({ ...entry, requestBytes: 0 })).toBeNull()
    expect(refOfEntry({ ...entry, operation: 'site-orders.ping' })).toBeNull()
    expect(refOfEntry({ ...entry, operation: null })).toBeNull()
  })
})

it('the version before: of the base by its number, of the journal by its entry', () => {
  const returned = (seq: number): DocumentVersion => ({
    ref: { source: 'order', id: 'a', seq },
    seq,
    entry: null,
    at: '',
  })
  const recorded = (entry: number): DocumentVersion => ({
    ref: { source: 'entry', id: entry, part: 'request' },
    seq: null,
    entry,
    at: '',
  })
  const both = [returned(3), returned(1)]
  expect(versionBefore(both, { source: 'order', id: 'a' }, 3)).toBe(both[1])
  expect(versionBefore(both, { source: 'order', id: 'a' }, 1)).toBeNull()
  const entries = [recorded(9), recorded(4)]
  expect(versionBefore(entries, { source: 'entry', id: 9, part: 'request' }, null)).toBe(entries[1])
  expect(versionBefore([], { source: 'cml', id: 'a' }, null)).toBeNull()
})

it('rows are marked one by one and in ranges', () => {
  const rows = ['a', 'b', 'c', 'd'].map((id) => ({ ref: { source: 'cml', id } }) as InvoiceSourceRow)
  const one = toggled(nothingMarked, 'cml:b')
  const range = ranged(one, rows, 'cml:d')
  expect([...range.keys]).toEqual(['cml:b', 'cml:c', 'cml:d'])
  expect([...toggled(range, 'cml:c').keys]).toEqual(['cml:b', 'cml:d'])
  expect([...ranged(nothingMarked, rows, 'cml:c').keys]).toEqual(['cml:c'])
})

describe('an invoice by hand', () => {
  const typed = () => {
    const draft = blankDraft('2026-11-26')
    draft.number = '17'
    draft.seller = { ...draft.seller, name: 'ООО «Клён»', inn: '7712345008' }
    draft.buyer = { ...draft.buyer, name: 'ООО «Радуга»' }
    return draft
  }
  const line = (over: object) => ({ ...blankLine('22%', 'k'), name: 'Кабель', price: 10_930, ...over })

  it('says what is missing by its place, and blank lines are no lines', () => {
    const draft = typed()
    draft.buyer.name = ''
    expect(readDraft(draft).faults).toEqual(new Set(['buyer.name', 'lines']))
    draft.buyer.name = 'ООО «Радуга»'
    draft.lines = [blankLine('22%'), line({ quantity: null })]
    expect(readDraft(draft)).toEqual({ invoice: null, faults: new Set(['lines.k.quantity']) })
    draft.lines = [line({}), blankLine('22%')]
    expect(readDraft(draft).invoice!.lines).toEqual([
      { name: 'Кабель', unit: '', quantity: 1000, price: 10_930, discount: 0, vat_rate: '22%' },
    ])
  })

  it('[I-20] without VAT every line says so, whatever was typed into it', () => {
    const draft = { ...typed(), vat_mode: 'none' as const, lines: [line({ vat_rate: '20%' })] }
    expect(readDraft(draft).invoice!.lines[0]!.vat_rate).toBe('Без НДС')
  })

  it('begun from an invoice it is the same invoice', () => {
    const draft = {
      ...typed(),
      vat_mode: 'on_top' as const,
      lines: [line({ discount: 30 }), line({ quantity: 1500 })],
    }
    const { model } = buildInvoice(manualDraft(readDraft(draft).invoice!))
    const again = buildInvoice(manualDraft(readDraft(draftOfModel(model)).invoice!)).model
    expect(again).toEqual(model)
    expect(differingLines(model)).toEqual([])
    const [first] = model.lines
    const off = { ...model, lines: [{ ...first!, sum: first!.sum + 1 }] }
    expect(differingLines(off)).toMatchObject([{ number: 1, figure: 'sum', printed: first!.sum + 1 }])
    expect([signed(1), signed(-100)]).toEqual(['+0,01', '-1,00'])
  })

  it('takes a range of a spreadsheet: amounts with commas, rates as Excel shows them, new lines at the end', () => {
    const lines = [blankLine('22%', 'a')]
    const next = pasted(
      lines,
      { row: 0, column: 'name' },
      [
        ['Кабель', 'м', '1,5', '1 050,28', '', '20'],
        ['Автомат', 'шт', '12', '584.20', '10', '0,2', 'лишнее'],
        ['Услуга', '', 'две', '100', '', 'Без НДС'],
      ],
      '22%',
    )
    expect(next.map(({ key: _key, ...cells }) => cells)).toEqual([
      { name: 'Кабель', unit: 'м', quantity: 1500, price: 105_028, discount: null, vat_rate: '20%' },
      { name: 'Автомат', unit: 'шт', quantity: 12_000, price: 58_420, discount: 1000, vat_rate: '20%' },
      { name: 'Услуга', unit: '', quantity: null, price: 10_000, discount: null, vat_rate: 'Без НДС' },
    ])
    expect(next[0]!.key).toBe('a')
    expect(withTyped(next[0]!, 'price', 'дорого').price).toBeNull()
    expect(added(next, 0, '5%')[1]).toMatchObject({ name: '', vat_rate: '5%' })
    expect(copied(next, 1).map(({ name }) => name)).toEqual(['Кабель', 'Автомат', 'Автомат', 'Услуга'])
    expect(removed(removed(removed(next, 0, '22%'), 0, '22%'), 0, '22%')).toMatchObject([{ name: '' }])
  })
})
