import { describe, expect, it } from 'vitest'
import { demo, directoriesBench, guid, order, refs, refusedWith } from './ksup-onec-directories-bench.ts'

const PLUS = 'ООО «Тихая Гавань Плюс»'

describe('a counterparty', () => {
  it('[D-25] [D-26] [D-27] a change of a linked one is sent at once with all five fields', async () => {
    const { onec, arrived, reported } = await directoriesBench()
    const card = await onec.saveCounterparty(refs.linked, {
      name: PLUS,
      emails: [],
      phones: [{ value: '+7 900 000-00-03', main: true }],
    })
    const [message, ...others] = await arrived()
    expect(others).toEqual([])
    expect(message).toMatchObject({ operation: 'ksup.contactChange', key: message!.body.meta.message_id })
    const { meta, ...body } = message!.body
    expect(body).toEqual({
      code_1c: '00-00001872',
      object_name: PLUS,
      object_type: 'company',
      email: null,
      phone: '+79000000003',
    })
    expect(meta).toMatchObject({ seq: 1, source_ref: refs.linked, sent_at: '2025-09-18T15:05:00' })
    expect(card).toMatchObject({ name: PLUS, email: null, phone: '+7 900 000-00-03' })
    expect(reported).toEqual([])
  })

  it('[DD-19] a write that changes none of the four fields sends nothing', async () => {
    const { onec, arrived } = await directoriesBench()
    await onec.saveCounterparty(refs.linked, { inn: '7702000003', name: 'ООО «Тихая Гавань»' })
    // The same number in another spelling is the same number.
    await onec.saveCounterparty(refs.linked, { phones: [{ value: '+79000000002', main: true }] })
    const { verdicts, inn } = await onec.counterparty(refs.linked)
    expect(await arrived()).toEqual([])
    expect(inn).toBe('7702000003')
    expect(verdicts.map(({ kind, wouldSend }) => [kind, wouldSend])).toEqual([
      ['contact-link', false],
      ['contact-change', false],
    ])
  })

  it('[DD-19] each change is compared with the one before, so two in a row are two messages in order', async () => {
    const { onec, arrived } = await directoriesBench()
    await onec.saveCounterparty(refs.linked, { name: 'Первое' })
    await onec.saveCounterparty(refs.linked, { name: 'Первое' })
    await onec.saveCounterparty(refs.linked, { name: 'Второе' })
    const messages = await arrived()
    expect(messages.map(({ body }) => [body['object_name'], body.meta.seq])).toEqual([
      ['Первое', 1],
      ['Второе', 2],
    ])
  })

  it('[DD-20] the main address is sent, and making another one the main one is a change', async () => {
    const { onec, arrived } = await directoriesBench()
    const first = { value: 'zakaz@gavan.example.ru', main: true }
    const second = { value: 'b@gavan.example.ru', main: false }
    await onec.saveCounterparty(refs.linked, { emails: [second, first] })
    expect(await arrived()).toEqual([])
    await onec.saveCounterparty(refs.linked, {
      emails: [
        { ...first, main: false },
        { ...second, main: true },
      ],
    })
    expect((await arrived()).map(({ body }) => body['email'])).toEqual(['b@gavan.example.ru'])
  })

  it('[DD-17] an entrepreneur is a company to КСУП, a person is a person', async () => {
    const { onec, arrived } = await directoriesBench()
    await onec.saveCounterparty(refs.linked, { kind: 'entrepreneur' })
    expect(await arrived()).toEqual([])
    await onec.saveCounterparty(refs.linked, { kind: 'person' })
    expect((await arrived()).map(({ body }) => body['object_type'])).toEqual(['person'])
  })

  it('[D-06] [DD-18] one that was made in 1C is told of neither when it is made nor when it changes', async () => {
    const { onec, arrived } = await directoriesBench()
    const made = await onec.saveCounterparty(null, { name: 'Новый', kind: 'person' })
    expect(made).toMatchObject({ code_1c: '00-00001873', code_ksup: null, kind: 'person', messages: [] })
    await onec.saveCounterparty(made.ref, { name: 'Новейший' })
    await onec.saveCounterparty(refs.own, { name: 'ИП Чужой' })
    expect(await arrived()).toEqual([])
    const { verdicts } = await onec.counterparty(made.ref)
    expect(verdicts.map(({ reasons }) => reasons.map(({ code }) => code))).toEqual([
      ['created-in-1c'],
      ['not-linked'],
    ])
  })

  it('[D-08] a deletion mark sends nothing, and taking it off neither', async () => {
    const { onec, arrived } = await directoriesBench()
    expect(await onec.saveCounterparty(refs.linked, { deletion_mark: true })).toMatchObject({
      deletion_mark: true,
    })
    await onec.saveCounterparty(refs.linked, { deletion_mark: false })
    expect(await arrived()).toEqual([])
  })

  it('[D-09] a merge moves cards and agreements, marks the one that goes, and sends nothing', async () => {
    const { onec, arrived } = await directoriesBench()
    await onec.mergeCounterparties(refs.own, refs.linked)
    const into = await onec.mergeCounterparties(
      refs.linked,
      (await onec.saveCounterparty(null, { name: 'Третий' })).ref,
    )
    expect(into.cards.map(({ code }) => code)).toEqual(['777'])
    expect(into.agreements.map(({ number }) => number)).toEqual(['00-00000004'])
    expect(await onec.counterparty(refs.own)).toMatchObject({ deletion_mark: true, cards: [] })
    expect(await onec.counterparty(refs.linked)).toMatchObject({ deletion_mark: true, agreements: [] })
    expect(await arrived()).toEqual([])
    await expect(onec.mergeCounterparties(refs.own, refs.own)).rejects.toMatchObject({
      code: 'KSUP-ONEC-MERGE',
    })
  })

  it('[D-09] a merge moves documents, and they are found by the one that stays', async () => {
    const { onec, arrived } = await directoriesBench()
    await onec.reset()
    await onec.seed({ ...demo, orders: [order] })
    await onec.mergeCounterparties(refs.linked, refs.own)
    expect(await onec.document(order.ref)).toMatchObject({ data: { counterparty: refs.own } })
    expect(await arrived()).toEqual([])
  })

  it('is not written with what no message could carry', async () => {
    const { onec, arrived } = await directoriesBench()
    const main = true
    for (const [edit, code] of [
      [{ name: ' ' }, 'KSUP-ONEC-NAME'],
      [{ emails: [{ value: 'gavan', main }] }, 'KSUP-ONEC-EMAIL'],
      [{ phones: [{ value: 'звоните', main }] }, 'KSUP-ONEC-PHONE'],
    ] as const)
      await expect(
        onec.saveCounterparty(refs.linked, edit as Parameters<typeof onec.saveCounterparty>[1]),
      ).rejects.toMatchObject({ code })
    await expect(onec.counterparty(guid(99))).rejects.toMatchObject({
      code: 'KSUP-ONEC-COUNTERPARTY-UNKNOWN',
    })
    expect(await onec.counterparty(refs.linked)).toMatchObject({ name: 'ООО «Тихая Гавань»' })
    expect(await arrived()).toEqual([])
  })

  it('[DD-18] what КСУП does not know is ignored, and a later change is sent again', async () => {
    const { onec, arrived, answerWith } = await directoriesBench()
    answerWith(() => refusedWith(404, 'KS-CONTACT-UNKNOWN'))
    await onec.saveCounterparty(refs.linked, { name: 'Раз' })
    await arrived()
    const [message] = (await onec.counterparty(refs.linked)).messages
    expect(message).toMatchObject({ state: 'ignored', code: 'KS-CONTACT-UNKNOWN' })
    await onec.saveCounterparty(refs.linked, { name: 'Раз', inn: null })
    expect((await arrived()).map(({ body }) => body['object_name'])).toEqual(['Раз'])
  })

  it('is found by every word of its name, code and addresses', async () => {
    const { onec } = await directoriesBench()
    const found = async (text: string) =>
      (await onec.counterparties({ text, limit: 10 })).rows.map(({ code_1c }) => code_1c)
    for (const text of ['гавань ТИХАЯ', '1872', '58213', 'zakaz@', '+79000000002', '7701000004'])
      expect(await found(text), text).toEqual(['00-00001872'])
    expect(await found('гавань бурная')).toEqual([])
    expect(await onec.counterparties({ limit: 1, offset: 1 })).toMatchObject({
      total: 2,
      rows: [{ code_1c: '00-00001872' }],
    })
  })
})
