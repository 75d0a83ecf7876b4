import { describe, expect, it } from 'vitest'
import { refs } from '../unit/ksup-onec-directories-bench.ts'
import { contact, service } from './ksup-onec-service-bench.ts'

describe('a new contact', () => {
  it('[D-14] [D-19] [D-20] [D-21] becomes a counterparty with the next code, and its code goes back by itself [D-22] [D-23] [D-24]', async () => {
    const { asks, arrived, counterpartyOf, reported } = await service()
    const message = contact()
    const { status, body } = await asks(message)
    expect(status).toBe(201)
    expect(body).toEqual({
      message_id: message.meta.message_id,
      result: 'created',
      code_1c: '00-00001873',
      warnings: [],
    })
    const card = await counterpartyOf('00-00001873')
    expect(card).toMatchObject({
      name: 'Иванова Анна',
      kind: 'person',
      email: 'anna@example.ru',
      phone: '+79000000010',
      code_ksup: '58300',
    })
    const [callback, ...others] = await arrived()
    expect(others).toEqual([])
    const { meta, ...said } = callback!.body
    expect(callback!.operation).toBe('ksup.contactLink')
    expect(said).toEqual({ code_ksup: '58300', code_1c: '00-00001873' })
    expect(meta).toMatchObject({ seq: 1, source_ref: card.ref })
    expect(card.messages).toMatchObject([{ kind: 'contact-link' }])
    expect(reported).toEqual([])
  })

  it('[D-20] [DD-17] a company becomes a legal entity', async () => {
    const { asks, counterpartyOf } = await service()
    const { body } = await asks(contact({ object_type: 'company', email: null, phone: null }))
    expect(await counterpartyOf(body.code_1c!)).toMatchObject({ kind: 'legal', emails: [], phones: [] })
  })

  it('[D-25] [DD-19] only what differs from what КСУП sent is told of later, after the code', async () => {
    const { asks, arrived, counterpartyOf, onec } = await service()
    const { ref } = await counterpartyOf((await asks(contact())).body.code_1c!)
    await onec.saveCounterparty(ref, { inn: '500100732259' })
    await onec.saveCounterparty(ref, { name: 'Иванова А. А.' })
    const messages = await arrived()
    expect(messages.map(({ operation, body }) => [operation, body.meta.seq])).toEqual([
      ['ksup.contactLink', 1],
      ['ksup.contactChange', 2],
    ])
  })

  it.each([
    ['e-mail', { email: 'ZAKAZ@gavan.example.ru' }],
    ['phone', { phone: '+79000000002' }],
  ])(
    '[DD-15] with an %s that 1C has is created all the same, with a warning that names the code',
    async (_what, same) => {
      const { asks, onec } = await service()
      const { status, body } = await asks(contact(same))
      expect(status).toBe(201)
      expect(body.warnings).toMatchObject([{ code: 'W-POSSIBLE-DUPLICATE' }])
      expect(body.warnings![0]!.message).toContain('00-00001872')
      expect((await onec.counts()).counterparties).toBe(3)
    },
  )

  it('[DD-15] is not warned of one that is marked for deletion', async () => {
    const { asks, onec } = await service()
    await onec.saveCounterparty(refs.linked, { deletion_mark: true })
    expect((await asks(contact({ phone: '+79000000002' }))).body.warnings).toEqual([])
  })

  it('[DD-16] the same code of КСУП again makes no second one, and the code goes back again', async () => {
    const { asks, arrived, onec } = await service()
    await asks(contact())
    const again = await asks(contact({ object_name: 'Другое имя' }))
    expect(again.status).toBe(200)
    expect(again.body).toMatchObject({ result: 'existing', code_1c: '00-00001873' })
    const callbacks = await arrived()
    expect(callbacks.map(({ body }) => [body['code_ksup'], body['code_1c'], body.meta.seq])).toEqual([
      ['58300', '00-00001873', 1],
      ['58300', '00-00001873', 2],
    ])
    // [D-09] and nothing of the second message was taken over
    expect((await onec.counterparties({ text: '58300', limit: 5 })).rows).toMatchObject([
      { name: 'Иванова Анна' },
    ])
  })

  it('[DD-05] the same message again has the same answer and no effect, with its key and without', async () => {
    const { asks, arrived, onec } = await service()
    const message = contact()
    const key = { 'idempotency-key': message.meta.message_id }
    const first = await asks(message, key)
    const replayed = await asks(message, key)
    const keyless = await asks(message)
    const retried = await asks({
      ...message,
      meta: { ...message.meta, attempt: 2, sent_at: '2025-09-18T15:01:00' },
    })
    for (const { status, body } of [replayed, keyless, retried])
      expect({ status, body }).toEqual({ status: 201, body: first.body })
    expect(await arrived()).toHaveLength(1)
    expect((await onec.counts()).counterparties).toBe(3)
  })

  it('[DD-05] two of the same code at the same moment make one counterparty', async () => {
    const { asks, onec } = await service()
    const answers = await Promise.all([asks(contact()), asks(contact()), asks(contact())])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 201])
    expect(new Set(answers.map(({ body }) => body.code_1c)).size).toBe(1)
    expect((await onec.counts()).counterparties).toBe(3)
  })

  it('[DD-05] another message under the same id is refused and changes nothing', async () => {
    const { asks, onec } = await service()
    const message = contact()
    await asks(message)
    const { status, body, headers } = await asks({ ...message, object_name: 'Не она' })
    expect(status).toBe(422)
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(body).toMatchObject({ code: 'KS-KEY-REUSED', retryable: false })
    expect((await onec.counts()).counterparties).toBe(3)
  })

  it('[DD-59] one that breaks the contract is refused and changes nothing', async () => {
    const { asks, arrived, onec } = await service()
    const { status, body } = await asks(contact({ object_type: 'firm', phone: 'нет' }))
    expect(status).toBe(422)
    expect(body.code).toBe('KS-VALIDATION')
    expect(body.errors!.map(({ pointer }) => pointer)).toEqual(['/object_type', '/phone'])
    expect(await arrived()).toEqual([])
    expect((await onec.counts()).counterparties).toBe(2)
  })
})
