import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { describeReport, validateBody } from '../../server/admin/validation.ts'
import type { KnownBody } from '../../server/contracts/ksup/known-body.ts'
import { linkKeyOf } from '../../server/contracts/ksup/link-key.ts'
import { ksup } from '../../server/contracts/ksup/operations.ts'
import { demoKsup, demoKsupOnec } from '../../fixtures/demo/demo.ts'

/** Bodies that a programmer of either side copies (`fixtures/ksup`): they are what they say, and go one after the other. */

const folder = new URL('../../fixtures/ksup/', import.meta.url)
const bytesOf = (name: string) => readFileSync(new URL(name, folder))

const canonical: Readonly<Record<string, string>> = {
  'contact-link.json': 'ksup.contactLink',
  'contact-change.json': 'ksup.contactChange',
  'nomenclature-create.json': 'ksup.nomenclatureCreate',
  'nomenclature-change.json': 'ksup.nomenclatureChange',
  'order-add.json': 'ksup.orders',
  'order-change.json': 'ksup.orders',
  'order-finished.json': 'ksup.orders',
  'order-cancel.json': 'ksup.orders',
  'income.json': 'ksup.income',
  'income-unassigned.json': 'ksup.unassignedIncome',
  'shipment-add.json': 'ksup.shipments',
  'shipment-change.json': 'ksup.shipments',
  'retail.json': 'ksup.retail',
  'retail-no-card.json': 'ksup.retail',
  'contact-create.json': 'ksup.contactCreate',
  'price-stock.json': 'ksup.priceStock',
}
const untidy = ['shipment.untidy.json', 'contact-change.windows-1251.json']

const body = (name: string) => JSON.parse(bytesOf(name).toString()) as KnownBody
const messages = Object.entries(canonical).filter(([, operation]) => operation !== 'ksup.priceStock')

describe('the bodies of fixtures/ksup', () => {
  it('[D-04] there is one of each message with a body, and nothing else', () => {
    expect(readdirSync(folder).sort()).toEqual([...Object.keys(canonical), ...untidy].sort())
    const withBody = ksup.operations.filter(({ request }) => request).map(({ id }) => id)
    expect([...new Set(Object.values(canonical))].sort()).toEqual(withBody.sort())
  })

  it.each(Object.entries(canonical))('[D-04] %s is recognised as %s and canonical', (name, operation) => {
    const report = validateBody({ bytes: bytesOf(name), contentType: '' })
    expect(report.recognised).toMatchObject({ operation, message: 'request' })
    expect([...report.strict.findings, ...report.lenient.findings]).toEqual([])
    expect({ strict: report.strict.ok, lenient: report.lenient.ok }).toEqual({ strict: true, lenient: true })
    expect(describeReport(name, report).trim()).toMatch(/соответствует контракту$/)
    expect(JSON.parse(report.canonical.json!)).toEqual(JSON.parse(bytesOf(name).toString()))
  })

  it.each([
    [
      'shipment.untidy.json',
      'ksup.shipments',
      '',
      ['LD-01', 'W-NO-META', 'LD-03', 'LD-04', 'LD-05', 'LD-06', 'LD-07'],
    ],
    [
      'contact-change.windows-1251.json',
      'ksup.contactChange',
      'application/json; charset=windows-1251',
      ['LD-02', 'W-NO-META', 'LD-03', 'LD-08', 'LD-13'],
    ],
  ])('[DD-02][DD-09] %s is read with liberties and refused strictly', (name, operation, type, liberties) => {
    const report = validateBody({ bytes: bytesOf(name), contentType: type })
    expect(report.recognised).toMatchObject({ operation })
    expect({ strict: report.strict.ok, lenient: report.lenient.ok }).toEqual({ strict: false, lenient: true })
    const rules = report.lenient.findings.map(({ code }) => code)
    expect(rules).toEqual(expect.arrayContaining(liberties))
  })

  it('[DD-09] the untidy bodies say what tidy ones would', () => {
    const shipment = validateBody({ bytes: bytesOf('shipment.untidy.json'), contentType: '' })
    expect(JSON.parse(shipment.canonical.json!)).toMatchObject({
      type: 'add',
      deal_number: 8108,
      date: '2025-10-09T09:58:10',
      rows: [
        { article: 'ML-0205', quantity: 2, price: 38500, amount: 77000 },
        { article: 'BM-6080', quantity: 2.5, price: 1490.4, amount: 3726 },
      ],
    })
    const contact = validateBody({
      bytes: bytesOf('contact-change.windows-1251.json'),
      contentType: 'application/json; charset=windows-1251',
    })
    expect(JSON.parse(contact.canonical.json!)).toMatchObject({
      object_name: 'Ёлкина Вера Олеговна',
      object_type: 'person',
      phone: '+79000000332',
    })
  })

  it('[DD-05][DD-06] ids differ, and within a key the numbers go 1, 2, 3 …', () => {
    const ids = messages.map(([name]) => body(name).meta.message_id)
    expect(new Set(ids).size).toBe(ids.length)
    const turns = new Map<string, number[]>()
    for (const [name, operation] of messages) {
      const { meta, ...rest } = body(name)
      const key = linkKeyOf(operation, { meta, ...rest } as KnownBody)
      turns.set(key, [...(turns.get(key) ?? []), meta.seq])
    }
    expect(turns.get('deal:8108')).toHaveLength(6)
    for (const [key, seqs] of turns)
      expect(
        seqs.sort((a, b) => a - b),
        key,
      ).toEqual(seqs.map((_, i) => i + 1))
  })

  it('[D-44][D-12] they fit the demo: the deals are free, the contact is there, the objects are not', () => {
    const taken = demoKsupOnec.orders.map(({ deal_number }) => deal_number)
    for (const name of ['order-add.json', 'order-cancel.json']) {
      const { deal_number } = body(name)
      expect(demoKsup.deals.map(({ number }) => number)).toContain(deal_number)
      expect(taken).not.toContain(deal_number)
    }
    expect(demoKsup.contacts.map(({ code_ksup }) => code_ksup)).toContain(body('contact-link.json').code_ksup)
    expect(demoKsupOnec.counterparties.map(({ code_1c }) => code_1c)).not.toContain(
      body('contact-link.json').code_1c,
    )
    expect(demoKsupOnec.items.map(({ article }) => article)).not.toContain(
      body('nomenclature-create.json').article,
    )
  })
})
