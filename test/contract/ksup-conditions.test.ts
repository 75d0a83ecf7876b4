import { describe, expect, it } from 'vitest'
import * as conditions from '../../server/contracts/ksup/conditions.ts'
import type {
  Counterparty,
  IncomeDocument,
  IncomeSent,
  Item,
  KsupContact,
  Receipt,
  ShipmentDocument,
  Verdict,
} from '../../server/contracts/ksup/conditions.ts'
import * as examples from '../../server/contracts/ksup/examples.ts'
import type { DocumentRow } from '../../server/contracts/ksup/rows.ts'

/** `item-create: +qualifies`, `item-change: -archived`: what would go, and why. */
const said = ({ kind, wouldSend, reasons }: Verdict): string =>
  `${kind}: ${reasons.map(({ code }) => `${wouldSend ? '+' : '-'}${code}`).join(' ')}`

const row = (article: string, quantity = 1000, price = 100): DocumentRow => ({
  article,
  name: `Товар ${article}`,
  quantity,
  price,
  amount: (quantity * price) / 1000,
})

const main = (value: string) => ({ value, main: true })
const other = (value: string) => ({ value, main: false })

describe('reasons', () => {
  it('[D-31] every reason has words in both languages, a source and an effect', () => {
    for (const code of conditions.REASON_CODES) {
      const { text, source, effect } = conditions.reasonRows[code]
      expect(text.ru).toMatch(/[а-яё]/i)
      expect(text.en.length).toBeGreaterThan(3)
      expect(source).toMatch(/^DD?-\d+/)
      expect(['blocks', 'allows', 'note']).toContain(effect)
    }
  })

  it('[DD-24, DD-31] what the operator sees, each reason once', () => {
    const twice = conditions.verdict('item-create', ['no-article', 'archived'])
    expect(conditions.forOperator([twice, twice]).map(({ code, text }) => [code, text.ru])).toEqual([
      ['no-article', 'нет артикула'],
    ])
  })

  it('[DD-05] a message that says what the last one said is suppressed, whatever its meta', () => {
    const { meta, ...rest } = examples.shipmentChange
    const again = { ...rest, meta: { ...meta, message_id: 'other', seq: 9 } }
    expect(conditions.repeatsLast(again, examples.shipmentChange)).toBe(true)
    const reordered = Object.fromEntries(Object.entries(again).reverse())
    expect(conditions.repeatsLast(reordered, examples.shipmentChange)).toBe(true)
    expect(conditions.repeatsLast(again, examples.shipmentAdd)).toBe(false)
    expect(conditions.repeatsLast({ ...again, rows: [] }, examples.shipmentChange)).toBe(false)
    expect(conditions.repeatsLast(again, null)).toBe(false)
  })
})

describe('a contact of КСУП', () => {
  const contact: KsupContact = {
    codeKsup: '58213',
    name: 'ООО «Тихая Гавань»',
    type: 'company',
    emails: [main('zakaz@gavan.example.ru')],
    phones: [main('+79000000002')],
    code1c: null,
    link: 'unlinked',
    tasks: [{ active: true, hasOrder: true }],
  }
  const creation = (changed: Partial<KsupContact>) =>
    said(conditions.contactCreation({ ...contact, ...changed }))

  it('[D-06, D-12] is created in 1C once it has an active task with an order', () => {
    expect(creation({})).toBe('contact-create: +active-task')
    const tasks = (active: boolean, hasOrder: boolean) => creation({ tasks: [{ active, hasOrder }] })
    expect([tasks(false, true), tasks(true, false), creation({ tasks: [] })]).toEqual(
      Array(3).fill('contact-create: -no-active-task'),
    )
    const apart = [
      { active: true, hasOrder: false },
      { active: false, hasOrder: true },
    ]
    expect(creation({ tasks: apart })).toBe('contact-create: -no-active-task')
    expect(creation({ tasks: [...apart, ...contact.tasks] })).toBe('contact-create: +active-task')
  })

  it('[DD-13] not when it has a code, a request in flight, or was refused', () => {
    expect(creation({ code1c: '00-1' })).toBe('contact-create: -has-code-1c')
    expect(creation({ link: 'linked' })).toBe('contact-create: -has-code-1c')
    expect(creation({ link: 'requested' })).toBe('contact-create: -request-in-flight')
    expect(creation({ link: 'failed' })).toBe('contact-create: -request-failed')
  })

  it('[D-14…D-17, DD-20] its four fields: the first main address, others are not sent', () => {
    expect(conditions.contactData(contact)).toEqual({
      object_name: 'ООО «Тихая Гавань»',
      object_type: 'company',
      email: 'zakaz@gavan.example.ru',
      phone: '+79000000002',
    })
    expect(conditions.mainAddress([other('a'), main('b'), main('c')])).toBe('b')
    expect(conditions.mainAddress([other('a'), other('b')])).toBe('a')
    expect(conditions.mainAddress([])).toBeNull()
  })
})

describe('a counterparty of 1C', () => {
  const counterparty: Counterparty = {
    ref: 'r',
    code1c: '00-1',
    name: 'ООО «Тихая Гавань»',
    kind: 'legal',
    emails: [main('zakaz@gavan.example.ru')],
    phones: [main('8 (900) 000-00-02')],
    codeKsup: '58213',
  }
  const known = conditions.counterpartyData(counterparty)
  const change = (changed: Partial<Counterparty>, before: typeof known | null = known) =>
    said(conditions.contactChange({ ...counterparty, ...changed }, before))

  it.each([
    ['object_name', { name: 'Другое' }],
    ['object_type', { kind: 'person' as const }],
    ['email', { emails: [] }],
    ['phone', { phones: [main('+79000000003')] }],
  ])('[D-07, D-25, D-27, DD-19] a change of %s is told', (name, changed) => {
    expect(change(changed)).toBe('contact-change: +changed')
    const now = conditions.counterpartyData({ ...counterparty, ...changed })
    expect(conditions.changedFields(now, known)).toEqual([name])
  })

  it('[D-08, DD-19] a change of anything else is not', () => {
    expect(change({})).toBe('contact-change: -unchanged')
    expect(change({ ref: 'x', phones: [main('+7 900 000-00-02'), other('+79000000009')] })).toBe(
      'contact-change: -unchanged',
    )
    expect(change({}, null)).toBe('contact-change: +changed')
  })

  it('[DD-18] one that КСУП does not know is not told at all', () => {
    expect(change({ codeKsup: null, name: 'Другое' })).toBe('contact-change: -not-linked')
  })

  it('[D-06, D-22, DD-16] its code is told when КСУП asked for it, again when it asked again', () => {
    const callback = (codeKsup: string | null, delivered: boolean, askedAgain: boolean) =>
      said(conditions.contactCallback({ ...counterparty, codeKsup }, { delivered, askedAgain }))
    expect(callback('58213', false, false)).toBe('contact-link: +created-by-ksup')
    expect(callback('58213', true, false)).toBe('contact-link: -already-sent')
    expect(callback('58213', true, true)).toBe('contact-link: +repeat-asked')
    expect(callback(null, false, false)).toBe('contact-link: -created-in-1c')
  })

  it('[D-15, D-20, DD-17] an entrepreneur is a company to КСУП', () => {
    expect(conditions.COUNTERPARTY_KINDS.map(conditions.objectTypeOf)).toEqual([
      'company',
      'company',
      'person',
    ])
    expect([conditions.counterpartyKindOf('company'), conditions.counterpartyKindOf('person')]).toEqual([
      'legal',
      'person',
    ])
  })

  it('[DD-20] a phone that cannot be read is not lost', () => {
    expect(conditions.counterpartyData({ ...counterparty, phones: [main('доб. 12')] }).phone).toBe('доб. 12')
  })
})

describe('an item', () => {
  const item: Item = {
    ref: 'r',
    name: 'Тренажёр',
    article: 'TR-2041',
    series: 'Волна',
    manufacturer: 'Завод',
    groupExported: true,
    deletionMark: false,
    archived: false,
    kind: 'Товар',
  }
  const known = conditions.itemData(item)
  const written = (changed: Partial<Item>, before: typeof known | null = null) =>
    said(conditions.itemWritten({ ...item, ...changed }, before))

  it.each([
    ['D-32', { groupExported: false }, 'group-not-exported'],
    ['D-33', { deletionMark: true }, 'deletion-mark'],
    ['D-34', { archived: true }, 'archived'],
    ['D-35', { kind: 'Услуга' }, 'not-goods'],
    ['DD-24', { article: ' ' }, 'no-article'],
  ] as const)('[D-31, D-32, D-33, D-34, D-35, DD-22, DD-24] %s: not when %o', (_id, changed, reason) => {
    expect(written({})).toBe('item-create: +qualifies')
    expect(written(changed)).toBe(`item-create: -${reason}`)
    expect(written({ ...changed, name: 'Другое' }, known)).toMatch(new RegExp(`^item-change: -${reason}`))
  })

  it('[D-31] all reasons are told, not the first alone', () => {
    expect(written({ archived: true, kind: 'Услуга' })).toBe('item-create: -archived -not-goods')
  })

  it('[D-28, D-37, DD-21] the first time that it qualifies is a creation', () => {
    expect(written({})).toBe('item-create: +qualifies')
    expect(written({ name: 'Другое' }, known)).toBe('item-change: +changed')
  })

  it.each([{ name: 'x' }, { series: '' }, { manufacturer: 'x' }])(
    '[D-29, D-38, D-39] %o is a change',
    (changed) => {
      expect(written({}, known)).toBe('item-change: -unchanged')
      expect(written(changed, known)).toBe('item-change: +changed')
    },
  )

  it('[D-36, DD-23] a change of the article tells the old one', () => {
    const renamed = { ...item, article: 'TR-2' }
    expect(written(renamed, known)).toBe('item-change: +changed +article-changed')
    expect(conditions.articleOld(renamed, known)).toBe('TR-2041')
    expect([conditions.articleOld(item, known), conditions.articleOld(item, null)]).toEqual([
      undefined,
      undefined,
    ])
  })

  it('[DD-25] an empty series or manufacturer is null', () => {
    expect(conditions.itemData({ ...item, series: '', manufacturer: ' ' })).toMatchObject({
      series: null,
      manufacturer: null,
    })
  })
})

describe('money that came', () => {
  const order = (dealNumber: number | null, number = `Z-${dealNumber}`) => ({ number, dealNumber })
  const document: IncomeDocument = {
    ref: 'r',
    posted: true,
    deletionMark: false,
    date: '2025-09-20',
    payer: 'ООО «Тихая Гавань»',
    shares: [{ order: order(7741), amount: 100 }],
  }
  const verdicts = (changed: Partial<IncomeDocument>, sent: IncomeSent | null = null) =>
    conditions.incomeWritten({ ...document, ...changed }, sent)
  const told = (changed: Partial<IncomeDocument>, sent: IncomeSent | null = null) =>
    verdicts(changed, sent).map(said)
  const sent: IncomeSent = { shares: [{ dealNumber: 7741, amount: 100 }], unassigned: null }
  const unassigned: IncomeSent = { shares: [], unassigned: { messageId: 'm', amount: 100 } }

  it('[D-68, D-72] goes to the deal of its order when posted', () => {
    expect(told({})).toEqual(['income: +tied-to-order'])
    expect(verdicts({})[0]).toMatchObject({ dealNumber: 7741, amount: 100, resolves: null })
    expect(told({ posted: false })).toEqual(['income: -not-posted'])
    expect(told({ deletionMark: true })).toEqual(['income: -deletion-mark'])
  })

  it('[D-75] without an order it is unassigned', () => {
    expect(told({ shares: [{ order: null, amount: 5 }] })).toEqual(['income-unassigned: +without-order'])
  })

  it('[DD-35] several orders are a message each, one order in several rows is one', () => {
    const shares = [
      { order: order(1), amount: 1 },
      { order: order(2), amount: 2 },
      { order: order(1), amount: 3 },
      { order: null, amount: 4 },
    ]
    expect(verdicts({ shares }).map(({ kind, dealNumber, amount }) => [kind, dealNumber, amount])).toEqual([
      ['income', 1, 4],
      ['income', 2, 2],
      ['income-unassigned', null, 4],
    ])
  })

  it('[DD-45] an order without a deal number is shown to the operator', () => {
    const found = verdicts({ shares: [{ order: order(null, 'Z'), amount: 1 }] })
    expect(found.map(said)).toEqual(['income: -no-deal-number'])
    expect(conditions.forOperator(found)).toHaveLength(1)
  })

  it('[D-69, DD-36, DD-64] nothing is told of what happens to it later, but the operator sees it', () => {
    expect(told({}, sent)).toEqual(['income: -already-sent'])
    const later: [Partial<IncomeDocument>, string][] = [
      [{ posted: false }, 'income-unposted'],
      [{ deletionMark: true }, 'deletion-mark-sent'],
      [{ shares: [{ order: order(7741), amount: 99 }] }, 'income-changed'],
      [{ shares: [{ order: order(1), amount: 100 }] }, 'income-changed'],
      [{ shares: [{ order: null, amount: 100 }] }, 'income-changed'],
    ]
    for (const [changed, reason] of later) {
      const found = verdicts(changed, sent)
      expect(found.map(({ wouldSend }) => wouldSend)).toEqual([false])
      expect(conditions.forOperator(found).map(({ code }) => code)).toContain(reason)
    }
  })

  it('[DD-37] assigned later it names the message that it resolves', () => {
    const shares = [
      { order: order(7741), amount: 60 },
      { order: null, amount: 40 },
    ]
    const found = verdicts({ shares }, unassigned)
    expect(found.map(said)).toEqual(['income: +assigned-later', 'income-unassigned: -already-sent'])
    expect(found.map(({ resolves }) => resolves)).toEqual(['m', null])
    expect(told({ shares: [{ order: null, amount: 140 }] }, unassigned)).toEqual([
      'income-unassigned: -income-changed',
    ])
  })

  it('[DD-05, DD-37] posted again it sends nothing', () => {
    const first = conditions.incomeSent(verdicts({ shares: [{ order: null, amount: 100 }] }), null, 'm')
    expect(first).toEqual(unassigned)
    expect(told({ shares: [{ order: null, amount: 100 }] }, first)).toEqual([
      'income-unassigned: -already-sent',
    ])
    const second = conditions.incomeSent(verdicts({}, first), first, null)
    expect(second).toEqual({ ...unassigned, shares: sent.shares })
    expect(told({}, second)).toEqual(['income: -already-sent'])
    expect(conditions.incomeSent(verdicts({}, second), second, null)).toBe(second)
  })
})

describe('a shipment', () => {
  const document: ShipmentDocument = {
    ref: 'r',
    kind: 'Реализация товаров и услуг',
    posted: true,
    deletionMark: false,
    date: '2025-09-22T10:58:30',
    order: { dealNumber: 7741 },
    rows: [row('A'), row('A'), row('B')],
  }
  const sent = { date: document.date, rows: conditions.shipmentRows(document) }
  const written = (changed: Partial<ShipmentDocument>, before: typeof sent | null = null) =>
    said(conditions.shipmentWritten({ ...document, ...changed }, before))

  it('[D-77, D-84, DD-43] is told when posted, grouped by article and price', () => {
    expect(written({})).toBe('shipment-add: +shipment-posted')
    expect(written({ posted: false })).toBe('shipment-add: -not-posted')
    expect(written({ rows: [] })).toBe('shipment-add: -no-rows')
    expect(sent.rows).toEqual([row('A', 2000), row('B')])
  })

  it('[D-81] only a document of the one kind', () => {
    expect(written({ kind: 'Перемещение товаров' })).toBe('shipment-add: -not-a-sale')
  })

  it('[D-83, DD-45] not without an order or its deal number', () => {
    expect(written({ order: null })).toBe('shipment-add: -no-order')
    expect(written({ order: { dealNumber: null } })).toBe('shipment-add: -no-deal-number')
    const both = [document, document].map((shipment) =>
      conditions.shipmentWritten({ ...shipment, order: null }, null),
    )
    expect(conditions.forOperator(both).map(({ code }) => code)).toEqual(['no-order'])
  })

  it('[D-78, D-86, DD-41, DD-42] a correction is told, the same again is not', () => {
    expect(written({}, sent)).toBe('shipment-change: -unchanged')
    expect(written({ rows: [row('A', 2000), row('B')] }, sent)).toBe('shipment-change: -unchanged')
    expect(written({ rows: [row('A')] }, sent)).toBe('shipment-change: +corrected')
    expect(written({ date: '2025-09-23T00:00:00' }, sent)).toBe('shipment-change: +corrected')
  })

  it('[DD-42, DD-64, D-79] cancelled completely it has no rows; a deletion mark sends nothing', () => {
    expect(written({ posted: false }, sent)).toBe('shipment-change: +shipment-cancelled')
    expect(conditions.shipmentRows({ ...document, posted: false })).toEqual([])
    expect(written({ posted: false, deletionMark: true }, sent)).toBe('shipment-change: -deletion-mark-sent')
    expect(written({ deletionMark: true })).toBe('shipment-add: -deletion-mark')
  })
})

describe('a receipt of the till', () => {
  const receipt: Receipt = {
    ref: 'r',
    operation: 'sale',
    posted: true,
    deletionMark: false,
    date: '2025-09-24T16:20:03',
    card: { owner: { code1c: '00-1' } },
    rows: [row('A'), row('A')],
  }
  const written = (changed: Partial<Receipt>, isSent = false) =>
    said(conditions.receiptWritten({ ...receipt, ...changed }, isSent))

  it('[D-88, D-91, D-95, DD-43] with a card it goes under the code of the owner', () => {
    expect(written({})).toBe('retail: +has-card')
    expect(conditions.buyerCode(receipt)).toBe('00-1')
    expect(conditions.receiptRows(receipt)).toEqual([row('A', 2000)])
    expect(written({ rows: [] })).toBe('retail: -no-rows')
  })

  it('[D-97, DD-47] without a card or its owner it is the bare type', () => {
    expect(written({ card: null })).toBe('retail-no-card: +no-card')
    expect(written({ card: { owner: null } })).toBe('retail-no-card: +card-without-owner')
    expect(conditions.buyerCode({ ...receipt, card: null })).toBeNull()
  })

  it('[D-89, DD-49] returns, changes and drafts are not told', () => {
    expect(written({ operation: 'return' })).toBe('retail: -till-return')
    expect(written({ operation: 'return', card: null })).toBe('retail-no-card: -till-return')
    expect(written({}, true)).toBe('retail: -already-sent')
    expect(written({ posted: false })).toBe('retail: -not-posted')
    expect(written({ deletionMark: true })).toBe('retail: -deletion-mark')
    expect(written({ deletionMark: true }, true)).toBe('retail: -deletion-mark-sent -already-sent')
  })
})
