import { describe, expect, it } from 'vitest'
import {
  bottle,
  demo,
  directoriesBench,
  guid,
  kinds,
  order,
  refs,
  refusedWith,
} from './ksup-onec-directories-bench.ts'

describe('cards and agreements', () => {
  it('[D-95] [DD-47] a card has an owner or none', async () => {
    const { onec } = await directoriesBench()
    expect(await onec.saveCard('778', null)).toEqual([
      { code: '777', owner: { ref: refs.own, name: 'ИП Свой', code_1c: '00-00000007' } },
      { code: '778', owner: null },
    ])
    expect(await onec.saveCard('777', refs.linked)).toMatchObject([{ owner: { ref: refs.linked } }, {}])
    await expect(onec.saveCard('779', guid(99))).rejects.toMatchObject({
      code: 'KSUP-ONEC-COUNTERPARTY-UNKNOWN',
    })
    expect(await onec.cards()).toHaveLength(2)
  })

  it('[D-107] an agreement is read back as it was written', async () => {
    const { onec } = await directoriesBench()
    const edit = {
      counterparty: refs.own,
      from: '2025-09-01',
      to: '2025-09-30',
      prices: [{ article: 'MT-0017', price: 100 }],
    }
    const made = await onec.saveAgreement(null, edit)
    expect(made).toMatchObject({
      number: '00-00000005',
      counterparty: { ref: refs.own, name: 'ИП Свой' },
      from: '2025-09-01',
      to: '2025-09-30',
      prices: [{ article: 'MT-0017', name: 'Коврик 180×60, серый', price: 100 }],
    })
    const changed = await onec.saveAgreement(made.ref, { ...edit, to: null, prices: [] })
    expect(changed).toMatchObject({ number: '00-00000005', to: null, prices: [] })
    expect((await onec.agreements({ text: 'свой', limit: 5 })).rows).toEqual([changed])
    expect((await onec.agreements({ limit: 1 })).total).toBe(2)
    for (const [wrong, code] of [
      [{ to: '2025-08-01' }, 'KSUP-ONEC-PERIOD'],
      [{ counterparty: guid(99) }, 'KSUP-ONEC-COUNTERPARTY-UNKNOWN'],
      [{ prices: [{ article: 'нет', price: 1 }] }, 'KSUP-ONEC-ARTICLE-UNKNOWN'],
      [{ prices: [...edit.prices, ...edit.prices] }, 'KSUP-ONEC-ARTICLE-TWICE'],
    ] as const)
      await expect(
        onec.saveAgreement(made.ref, {
          ...edit,
          ...wrong,
          prices: [...('prices' in wrong ? wrong.prices : edit.prices)],
        }),
      ).rejects.toMatchObject({ code })
    await expect(onec.saveAgreement(guid(98), edit)).rejects.toMatchObject({
      code: 'KSUP-ONEC-AGREEMENT-UNKNOWN',
    })
    expect((await onec.agreements({ text: 'свой', limit: 5 })).rows).toEqual([changed])
  })
})

describe('sending', () => {
  it('[DD-07] a send that fails never blocks saving, and goes again by itself under its id', async () => {
    const { onec, arrived, answerWith, time } = await directoriesBench()
    answerWith(() => refusedWith(null, 'ECONNREFUSED'))
    await onec.saveCounterparty(refs.linked, { name: 'Раз' })
    await onec.saveItem(refs.mat, { name: 'Коврик' })
    const first = await arrived()
    expect(kinds(first).toSorted()).toEqual(['ksup.contactChange', 'ksup.nomenclatureChange'])
    expect(await onec.counterparty(refs.linked)).toMatchObject({
      name: 'Раз',
      messages: [{ state: 'waiting' }],
    })
    expect(await onec.item(refs.mat)).toMatchObject({ name: 'Коврик', messages: [{ state: 'waiting' }] })
    await time.advance(5_000)
    expect((await arrived()).map(({ key }) => key).toSorted()).toEqual(first.map(({ key }) => key).toSorted())
  })

  it('[DD-07] what was stored while nothing could be sent goes after the start, in order', async () => {
    const { onec, arrived } = await directoriesBench()
    await onec.stop()
    const { ref } = await onec.saveItem(null, bottle)
    await onec.saveItem(ref, { article: 'BT-111' })
    expect((await onec.item(ref)).messages.map(({ kind, state }) => [kind, state])).toEqual([
      ['item-change', 'new'],
      ['item-create', 'new'],
    ])
    await onec.start()
    const messages = await arrived()
    expect(messages.map(({ body }) => [body['article'], body['article_old'], body.meta.seq])).toEqual([
      ['BT-110', undefined, 1],
      ['BT-111', 'BT-110', 2],
    ])
  })

  it('[DD-04] a page that something put in place of the answer is no delivery', async () => {
    const { onec, arrived, answerWith } = await directoriesBench()
    answerWith(() => ({ ...refusedWith(200, ''), kind: 'not-a-problem', code: null }) as never)
    await onec.saveItem(refs.mat, { name: 'Коврик' })
    await arrived()
    expect((await onec.item(refs.mat)).messages).toMatchObject([{ state: 'waiting' }])
  })
})

describe('the base', () => {
  it('starts with the demo, of which it tells nothing, and can be emptied and filled again', async () => {
    const { onec, arrived } = await directoriesBench()
    expect(await arrived()).toEqual([])
    expect(await onec.counts()).toMatchObject({
      counterparties: 2,
      items: 3,
      documents: { order: 0, payment: 0, shipment: 0, receipt: 0 },
    })
    expect(await onec.warehouses()).toEqual(demo.warehouses)
    await onec.saveItem(refs.mat, { name: 'Коврик' })
    await arrived()
    await onec.reset()
    expect(await onec.empty()).toBe(true)
    expect((await onec.outbox.list({ limit: 5 })).total).toBe(0)
    await onec.seed(demo)
    expect(await onec.empty()).toBe(false)
    expect(await onec.item(refs.mat)).toMatchObject({ name: 'Коврик 180×60, серый', messages: [] })
  })

  it('[DD-26] orders of the demo are written and not posted', async () => {
    const { onec, arrived } = await directoriesBench()
    await onec.reset()
    await onec.seed({ ...demo, orders: [order] })
    expect(await onec.document(order.ref)).toMatchObject({
      kind: 'order',
      number: '0000-021502',
      posted: false,
      amount: 193_500,
      data: { status: 'К выполнению', rows: [{ name: 'Коврик 180×60, серый', amount: 193_500 }] },
    })
    expect(await arrived()).toEqual([])
  })
})
