import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ReceivedMessage } from '../../mocks/ksup/service.ts'
import {
  income,
  ksupBench,
  mat,
  message,
  order,
  shipment,
  short,
  type KsupBench,
} from './ksup-system-bench.ts'

let bench: KsupBench
const apply = async (given: ReceivedMessage): Promise<string> => short(await bench.ksup.apply(given))
const contact = (code = '58213') => bench.ksup.contact(code)
const orderTask = { title: 'Подготовить заказ', active: true, has_order: true }
const link = (code_1c: string, code_ksup = '58213') => message('ksup.contactLink', { code_ksup, code_1c })

beforeEach(async () => {
  bench = await ksupBench()
})
afterEach(() => bench.close())

describe('a request for a counterparty', () => {
  it('[D-12] [D-10] goes at once when an active task with an order is there, with the main addresses', async () => {
    const card = await bench.ksup.saveTask('58213', orderTask)
    expect(bench.requests).toEqual([
      {
        object_name: 'ООО «Тихая Гавань»',
        object_type: 'company',
        email: 'zakaz@gavan.example.ru',
        phone: '+79000000002',
        code_ksup: '58213',
        title: 'Контакт 58213 «ООО «Тихая Гавань»»',
        messageId: expect.any(String),
      },
    ])
    expect(bench.scripted.pokes).toBe(1)
    expect(card).toMatchObject({
      link: 'requested',
      request: { message_id: bench.requests[0]!.messageId, code: null },
    })
    expect(card.verdict.wouldSend).toBe(false)
    expect(card.events[0]!.kind).toBe('link-requested')
  })

  it('[D-12] does not go for a task that is over, or is about no order', async () => {
    await bench.ksup.saveTask('58213', { ...orderTask, active: false })
    await bench.ksup.saveTask('58213', { ...orderTask, has_order: false })
    await bench.ksup.editContact('58213', { name: 'Гавань' })
    expect(bench.requests).toEqual([])
    expect((await contact()).link).toBe('unlinked')
  })

  it('[D-12] goes when the task becomes active later', async () => {
    const { tasks } = await bench.ksup.saveTask('58213', { ...orderTask, active: false })
    await bench.ksup.saveTask('58213', { id: tasks[0]!.id, ...orderTask })
    expect(bench.requests).toHaveLength(1)
    expect((await contact()).tasks).toEqual([{ id: tasks[0]!.id, ...orderTask }])
  })

  it('[DD-13] goes once: not again while it is under way, not for a contact with a code', async () => {
    await bench.ksup.saveTask('58213', orderTask)
    await bench.ksup.saveTask('58213', orderTask)
    await bench.ksup.editContact('58213', { name: 'Гавань Плюс' })
    await bench.ksup.saveTask('58214', orderTask)
    expect(bench.requests).toHaveLength(1)
    await expect(bench.ksup.requestAgain('58213')).rejects.toMatchObject({ code: 'KSUP-CONTACT-STATE' })
    await expect(bench.ksup.requestAgain('58214')).rejects.toMatchObject({ code: 'KSUP-CONTACT-STATE' })
  })

  it('[DD-13] losing the condition cancels nothing', async () => {
    const { tasks } = await bench.ksup.saveTask('58213', orderTask)
    expect((await bench.ksup.removeTask('58213', tasks[0]!.id)).link).toBe('requested')
    expect(await apply(link('00-00001873'))).toBe('applied')
  })

  it('is stored with the change that caused it, or neither is', async () => {
    const before = await bench.dump()
    bench.scripted.broken = true
    await expect(bench.ksup.saveTask('58213', orderTask)).rejects.toThrow('the outbox is full')
    expect(await bench.dump()).toBe(before)
    expect(bench.scripted.pokes).toBe(0)
  })

  it('the demo asks nothing by itself; a person may', async () => {
    const demo = {
      contacts: [{ code_ksup: '1', name: 'Новая', tasks: [orderTask] }],
      items: [],
      deals: [],
    }
    const other = await ksupBench(demo)
    expect(other.requests).toEqual([])
    expect((await other.ksup.contact('1')).verdict.wouldSend).toBe(true)
    expect((await other.ksup.requestAgain('1')).link).toBe('requested')
    await other.close()
  })
})

describe('the link of a contact', () => {
  const requested = async () => {
    await bench.ksup.saveTask('58213', orderTask)
    return bench.requests[0]!.messageId
  }

  it('[D-13] the callback writes «Код 1С» into the contact, whatever came first', async () => {
    const id = await requested()
    expect(await apply(link('00-00001873'))).toBe('applied')
    await bench.settle(id, true)
    expect(await contact()).toMatchObject({ link: 'linked', code_1c: '00-00001873' })
    expect(bench.requests).toHaveLength(1)
  })

  it('[DD-14] the answer of 1C alone links nothing: the callback decides', async () => {
    await bench.settle(await requested(), true)
    expect(await contact()).toMatchObject({ link: 'requested', code_1c: null })
    expect(await apply(link('00-00001873'))).toBe('applied')
    expect(await apply(link('00-00001873'))).toBe('duplicate')
  })

  it('[D-13] a contact that was never asked for takes the code too', async () => {
    expect(await apply(link('00-00001873'))).toBe('applied')
    expect((await contact()).link).toBe('linked')
  })

  for (const [what, code1c, codeKsup, code] of [
    ['an unknown contact', '00-00001873', '99999', 'KS-CONTACT-UNKNOWN'],
    ['a contact with another code', '00-00001873', '58214', 'KS-LINK-CONFLICT'],
    ['a code of another contact', '00-00001800', '58213', 'KS-LINK-CONFLICT'],
  ] as const)
    it(`a callback for ${what} is refused, nothing is overwritten: ${code}`, async () => {
      const before = await bench.dump()
      expect(await apply(link(code1c, codeKsup))).toBe(code)
      expect(await bench.dump()).toBe(before)
    })

  it('[D-12] a refusal of 1C fails it; an operator, or an edit of the contact, asks again', async () => {
    await bench.settle(await requested(), false, 'KS-VALIDATION')
    const failed = await contact()
    expect(failed).toMatchObject({
      link: 'failed',
      request: { code: 'KS-VALIDATION', message: 'отказ KS-VALIDATION' },
    })
    expect(failed.events[0]!.kind).toBe('link-failed')
    await bench.ksup.saveTask('58213', orderTask)
    expect(bench.requests).toHaveLength(1)
    expect((await bench.ksup.requestAgain('58213')).link).toBe('requested')
    await bench.settle(bench.requests[1]!.messageId, false, 'KS-VALIDATION')
    await bench.ksup.editContact('58213', { name: (await contact()).name })
    expect(bench.requests).toHaveLength(2)
    await bench.ksup.editContact('58213', { phones: [] })
    expect(bench.requests).toHaveLength(3)
    expect(bench.requests[2]).toMatchObject({ phone: null })
  })

  it('[D-12] a failed one is not asked for again without an active task', async () => {
    await bench.settle(await requested(), false, 'HTTP-404')
    await bench.ksup.removeTask('58213', (await contact()).tasks[0]!.id)
    await bench.ksup.editContact('58213', { name: 'Гавань' })
    await expect(bench.ksup.requestAgain('58213')).rejects.toMatchObject({ code: 'KSUP-CONTACT-STATE' })
    expect(bench.requests).toHaveLength(1)
    expect((await contact()).link).toBe('failed')
  })

  for (const code of ['NETWORK', 'HTTP-502', 'HTTP-429', 'KS-BUSY', 'REPLACED'])
    it(`${code} is no refusal: the request is under way still`, async () => {
      await bench.settle(await requested(), false, code)
      expect((await contact()).link).toBe('requested')
    })

  it('an edited message has a new id and still belongs to its contact', async () => {
    await requested()
    await bench.db.transaction().execute((trx) =>
      bench.ksup.requestSettled(trx, {
        messageId: 'b0000000-94a5-11f0-8de9-0242ac120009',
        ok: false,
        code: 'KS-VALIDATION',
        message: 'плохо',
        codeKsup: '58213',
      }),
    )
    expect((await contact()).link).toBe('failed')
  })

  it('a refusal after the callback does not undo the link; a late callback mends a failed one', async () => {
    const id = await requested()
    await apply(link('00-00001873'))
    await bench.settle(id, false, 'KS-VALIDATION')
    expect((await contact()).link).toBe('linked')
    await bench.ksup.editContact('58213', { code_1c: null })
    await bench.settle(bench.requests[1]!.messageId, false, 'KS-VALIDATION')
    expect((await contact()).link).toBe('failed')
    expect(await apply(link('00-00001873'))).toBe('applied')
    expect((await contact()).link).toBe('linked')
  })
})

describe('a change from 1C', () => {
  const change = (given: Record<string, unknown>) =>
    message('ksup.contactChange', {
      code_1c: '00-00001800',
      object_name: 'Соколова Анна Павловна',
      object_type: 'person',
      email: 'sokolova@example.ru',
      phone: '+79000000009',
      ...given,
    })

  it('[D-26] [D-27] writes the four fields into the contact', async () => {
    await bench.ksup.editContact('58214', {
      emails: [
        { value: 'old@example.ru', main: true },
        { value: 'second@example.ru', main: false },
      ],
    })
    expect(await apply(change({ object_type: 'company' }))).toBe('applied')
    const card = await contact('58214')
    expect(card).toMatchObject({
      name: 'Соколова Анна Павловна',
      type: 'company',
      email: 'sokolova@example.ru',
      phone: '+79000000009',
      link: 'linked',
    })
    expect(card.emails.map(({ value }) => value)).toEqual(['sokolova@example.ru', 'second@example.ru'])
    expect(card.events[0]).toMatchObject({
      kind: 'changed-in-1c',
      text: 'Изменён в 1С: название, тип, e-mail, телефон',
    })
  })

  it('[D-27] null clears', async () => {
    await apply(change({}))
    expect(await apply(change({ email: null, phone: null }))).toBe('applied')
    expect(await contact('58214')).toMatchObject({ email: null, phone: null })
  })

  it('[DD-18] of a counterparty that КСУП does not know, or has deleted, is refused', async () => {
    await bench.ksup.removeContact('58214')
    const before = await bench.dump()
    expect(await apply(change({ code_1c: '00-00009999' }))).toBe('KS-CONTACT-UNKNOWN')
    expect(await apply(change({}))).toBe('KS-CONTACT-UNKNOWN')
    expect(await bench.dump()).toBe(before)
  })
})

describe('the direction guard', () => {
  it('[D-07] [D-08] [D-09] editing, deleting and joining contacts sends nothing to 1C', async () => {
    await apply(link('00-00001873'))
    await bench.ksup.createContact({ name: 'Новый', type: 'person' })
    await bench.ksup.editContact('58213', { name: 'Гавань', type: 'person', emails: [], phones: [] })
    await bench.ksup.saveTask('58213', orderTask)
    await bench.ksup.mergeContacts('58214', '58213')
    await bench.ksup.removeContact('58213')
    expect(bench.requests).toEqual([])
    expect((await contact('58214')).deleted).toBe(true)
  })

  it('[D-30] [D-42] items, deals, incomes and shipments of КСУП send nothing, whoever changes them', async () => {
    const item = await bench.ksup.saveItem(null, { article: 'NEW-1', name: 'Новинка' })
    await bench.ksup.saveItem(item.id, { name: 'Новинка 2' })
    await bench.ksup.removeItem(item.id)
    const deal = await bench.ksup.createDeal({ title: 'Новая', contact: '58213' })
    await bench.ksup.editDeal(deal.number, { title: 'Старая', state: 'finished', contact: '58214' })
    await bench.ksup.removeDeal(deal.number)
    await apply(order('add'))
    await apply(shipment('add', [mat]))
    await apply(income(5))
    await apply(order('finished'))
    expect(bench.requests).toEqual([])
    expect(bench.scripted.pokes).toBe(0)
  })

  for (const other of ['unlinked', 'requested', 'failed', 'linked'] as const)
    it(`[D-09] the one that stays takes over a contact that is ${other}; nothing is asked for twice`, async () => {
      await bench.ksup.createContact({ name: 'Остаётся' })
      if (other === 'requested' || other === 'failed') await bench.ksup.saveTask('58213', orderTask)
      if (other === 'failed') await bench.settle(bench.requests[0]!.messageId, false, 'KS-VALIDATION')
      if (other === 'linked') await apply(link('00-00001873'))
      const asked = bench.requests.length
      expect(await bench.ksup.mergeContacts('58213', '58215')).toMatchObject({
        link: other,
        email: 'zakaz@gavan.example.ru',
        phone: '8 (900) 000-00-02',
      })
      expect(bench.requests).toHaveLength(asked)
    })

  it('[D-09] a code on its way to a contact that was joined to another is written into that other one', async () => {
    await bench.ksup.saveTask('58213', orderTask)
    await bench.ksup.createContact({ name: 'Остаётся' })
    await bench.ksup.mergeContacts('58213', '58215')
    expect(await apply(link('00-00001873'))).toBe('applied')
    expect(await contact('58215')).toMatchObject({ link: 'linked', code_1c: '00-00001873', active_tasks: 1 })
  })

  it('[D-08] a deleted contact takes no code, its own code is free, and it is looked at only', async () => {
    await bench.ksup.removeContact('58213')
    expect(await apply(link('00-00001873'))).toBe('KS-CONTACT-UNKNOWN')
    await bench.ksup.removeContact('58214')
    const { code_ksup } = await bench.ksup.createContact({ name: 'Другая', code_1c: '00-00001800' })
    expect((await contact(code_ksup)).link).toBe('linked')
    await expect(bench.ksup.editContact('58214', { name: 'Х' })).rejects.toMatchObject({
      code: 'KSUP-DELETED',
    })
  })
})

describe('contacts in КСУП', () => {
  it('a code is set and cleared by hand, and belongs to one contact', async () => {
    await expect(bench.ksup.editContact('58213', { code_1c: '00-00001800' })).rejects.toMatchObject({
      code: 'KSUP-CODE-TAKEN',
    })
    expect((await bench.ksup.editContact('58213', { code_1c: 'A-1' })).link).toBe('linked')
    expect((await bench.ksup.editContact('58213', { code_1c: null })).link).toBe('unlinked')
  })

  it('are found by name, codes and addresses in any case, and by link', async () => {
    const codes = async (query: object) =>
      (await bench.ksup.contacts({ limit: 10, ...query })).rows.map(({ code_ksup }) => code_ksup)
    expect(await codes({})).toEqual(['58213', '58214'])
    expect(await codes({ text: 'ГАВАНЬ zakaz@' })).toEqual(['58213'])
    expect(await codes({ text: '00-00001800' })).toEqual(['58214'])
    expect(await codes({ link: 'unlinked' })).toEqual(['58213'])
    expect(await bench.ksup.contacts({ limit: 1, offset: 1 })).toMatchObject({
      rows: [{ deals: 1 }],
      total: 2,
    })
    await expect(contact('1')).rejects.toMatchObject({ code: 'KSUP-CONTACT-UNKNOWN' })
    await expect(bench.ksup.removeTask('58213', 99)).rejects.toMatchObject({ code: 'KSUP-TASK-UNKNOWN' })
    await expect(bench.ksup.mergeContacts('58213', '58213')).rejects.toMatchObject({
      code: 'KSUP-CONTACT-STATE',
    })
  })
})
