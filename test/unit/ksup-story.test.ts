import { describe, expect, it } from 'vitest'
import {
  describeTold,
  describeVerdict,
  outboxTable,
  priceTable,
} from '../../server/cli/exchange-ksup-words.ts'
import { storyOf } from '../../server/cli/exchange-ksup-story.ts'
import type { KnownBody } from '../../server/contracts/ksup/known-body.ts'
import { linkKeyOf } from '../../server/contracts/ksup/link-key.ts'
import { orderWritten, type Order } from '../../server/contracts/ksup/conditions.ts'
import type { OutboxRow } from '../../server/outbox/model.ts'

const facts = { deal: 8109, code1c: 'CLI-0a1b2c3d', orderNumber: 'CLI-8109', now: '2025-10-06T10:00:00' }

const bodiesOf = (steps: ReturnType<typeof storyOf>) =>
  steps.map(({ letter: { operation, bytes, contentType } }) => {
    const { value, findings } = operation.request!.read({ bytes, contentType }, 'strict', {})
    expect(findings).toEqual([])
    return { id: operation.id, body: value as KnownBody & Record<string, unknown> }
  })

describe('the day that `obmen exchange ksup story` plays', () => {
  it('[D-50][D-60][D-67][D-73][D-84][D-96] every message is one of the contract, in the order of a real day', () => {
    const bodies = bodiesOf(storyOf(facts))
    expect(bodies.map(({ id, body: { type } }) => [id, type])).toEqual([
      ['ksup.orders', 'add'],
      ['ksup.orders', 'change'],
      ['ksup.shipments', 'add'],
      ['ksup.income', undefined],
      ['ksup.orders', 'finished'],
      ['ksup.retail', 'roznica'],
    ])
  })

  it('[DD-06] messages of the deal are numbered one after the other, the receipt for itself', () => {
    const bodies = bodiesOf(storyOf(facts))
    const keys = bodies.map(({ id, body }) => `${linkKeyOf(id, body)} ${body.meta.seq}`)
    expect(keys).toEqual([...[1, 2, 3, 4, 5].map((seq) => `deal:8109 ${seq}`), 'contact:CLI-0a1b2c3d 1'])
    const steps = storyOf(facts)
    expect(new Set(steps.map(({ letter }) => letter.id)).size).toBe(steps.length)
  })

  it('[D-65] all that was ordered in the end is shipped and paid', () => {
    const bodies = bodiesOf(storyOf(facts)).map(({ body }) => body)
    const [, changed, shipped, income] = bodies as {
      rows?: { amount: number }[]
      amount?: number
    }[]
    expect(shipped!.rows).toEqual(changed!.rows)
    expect(income!.amount).toBe(changed!.rows!.reduce((sum, { amount }) => sum + amount, 0))
  })

  it('[D-97] without a client the receipt has no card', () => {
    const last = bodiesOf(storyOf({ ...facts, code1c: null })).at(-1)!.body
    expect(last).toEqual({ type: 'roznicanocard', meta: expect.anything() as unknown })
  })
})

describe('what a terminal is told of the exchange with КСУП', () => {
  it('[D-99][DD-55][DD-56] prices in columns, an absent price as a dash, a name that differs marked', () => {
    const table = priceTable([
      {
        article: 'ML-0101',
        name: 'Мольберт',
        warehouse: 'Магазинный',
        available: -1500,
        price_retail: 1_490_000,
        price_special: null,
        price_contract: 1_240_050,
        check: 'differs',
      },
    ]).replaceAll('\u00a0', ' ')
    const [head, row] = table.split('\n')
    expect(head).toMatch(/^Артикул +Название +Склад +Доступно +Розница +Спец\. розница +По соглашению$/)
    expect(row).toMatch(
      /^ML-0101 +Мольберт +Магазинный +-1,5 +14 900,00 +— +12 400,50 +не совпадает название$/,
    )
    expect(row!.indexOf('14 900,00') + '14 900,00'.length).toBe(head!.indexOf('Розница') + 'Розница'.length)
  })

  it('[D-45] a verdict names the reason and the requirement that it comes from', () => {
    const order: Order = {
      ref: '6e500007-7d31-11f0-8de9-0242ac160009',
      number: '1',
      type: 'Маркетинг',
      status: 'К выполнению',
      posted: true,
      deletionMark: false,
      dealNumber: null,
      rows: [],
      shipments: [],
    }
    const [add] = orderWritten(order, null)
    expect(describeVerdict(add!)).toMatch(/^заказ: add — не уйдёт: .*\(D-45\)/)
  })

  it('[DD-59] an answer in one line: result and deal, or code and reason', () => {
    const told = { ok: true, status: 200, code: null, message: null, text: '', durationMs: 12.4 }
    const value = {
      result: 'applied',
      deal_number: 9001,
      warnings: [{ code: 'W-UPSERT', message: 'заказа не было' }],
    }
    expect(describeTold({ ...told, value })).toBe('200 applied сделка 9001, 12 мс\n  W-UPSERT заказа не было')
    const refused = {
      ...told,
      ok: false,
      status: 404,
      code: 'KS-DEAL-UNKNOWN',
      message: 'Сделки нет',
      value: null,
    }
    expect(describeTold(refused)).toBe('404, 12 мс — KS-DEAL-UNKNOWN Сделки нет')
    expect(describeTold({ ...refused, status: null, code: 'ECONNREFUSED' })).toContain('ответа нет')
  })

  it('[DD-08] a waiting message shows when it goes again and why it did not', () => {
    const row = {
      created_at: '2025-10-06T07:00:00.000Z',
      title: 'Заказ клиента 0000-004106',
      kind: 'order-add',
      state: 'waiting',
      attempts: 2,
      next_at: '2025-10-06T07:00:20.000Z',
      code: 'HTTP-502',
      message: 'Шлюз не ответил',
    } as OutboxRow
    expect(outboxTable([row]).split('\n')[1]).toMatch(
      /^2025-10-06T07:00:00 {2}Заказ клиента 0000-004106 {2}заказ: add +ждёт повтора +2 {2}2025-10-06T07:00:20 {2}HTTP-502 Шлюз не ответил$/,
    )
  })
})
