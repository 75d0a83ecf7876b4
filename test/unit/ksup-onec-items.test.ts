import { describe, expect, it } from 'vitest'
import type { ItemEdit } from '../../mocks/ksup-onec/model.ts'
import { bottle, directoriesBench, guid, kinds, refs, refusedWith } from './ksup-onec-directories-bench.ts'

describe('an item', () => {
  it('[D-28] [D-31] [D-36] [D-37] [D-38] that meets the conditions is told of when it is made', async () => {
    const { onec, arrived, reported } = await directoriesBench()
    const card = await onec.saveItem(null, { ...bottle, series: '' })
    const [message, ...others] = await arrived()
    expect(others).toEqual([])
    const { meta, ...body } = message!.body
    expect(message!.operation).toBe('ksup.nomenclatureCreate')
    // [DD-25] no product line is null, not an empty text
    expect(body).toEqual({ name: 'Бутылка 0,7 л', article: 'BT-110', series: null, manufacturer: 'Завод' })
    expect(meta).toMatchObject({ seq: 1, source_ref: card.ref })
    expect(card).toMatchObject({ code: '00-00000104', messages: [{ kind: 'item-create' }] })
    expect(reported).toEqual([])
  })

  it.each<[string, string, ItemEdit]>([
    ['D-32', 'in a group that is not exported', { group: refs.hidden }],
    ['D-33', 'marked for deletion', { deletion_mark: true }],
    ['D-34', 'archived', { archived: true }],
    ['D-35', 'that is no goods', { kind: 'Услуга' }],
    ['DD-24', 'without an article', { article: ' ' }],
  ])('[%s] [DD-21] %s is told of only once that is over', async (_id, _what, edit) => {
    const { onec, arrived } = await directoriesBench()
    const { ref } = await onec.saveItem(null, { ...bottle, ...edit })
    expect(await arrived()).toEqual([])
    await onec.saveItem(ref, { ...bottle, deletion_mark: false, archived: false })
    expect(kinds(await arrived())).toEqual(['ksup.nomenclatureCreate'])
    // [DD-22] and when it begins again, nothing tells of it
    await onec.saveItem(ref, edit)
    expect(await arrived()).toEqual([])
    const [verdict] = (await onec.item(ref)).verdicts
    expect(verdict).toMatchObject({ kind: 'item-change', wouldSend: false })
  })

  it('[D-29] [D-39] a change of one of the four fields is sent, other changes are not', async () => {
    const { onec, arrived } = await directoriesBench()
    await onec.saveItem(refs.mat, {
      price_retail: 100,
      stock: [{ warehouse: 'Магазинный', on_hand: 1_000, reserved: 0 }],
      special: null,
    })
    expect(await arrived()).toEqual([])
    for (const edit of [{ name: 'Коврик' }, { series: 'Дом' }, { manufacturer: 'Завод' }])
      await onec.saveItem(refs.mat, edit)
    const messages = await arrived()
    expect(kinds(messages)).toEqual(Array.from({ length: 3 }, () => 'ksup.nomenclatureChange'))
    const { meta, ...body } = messages[2]!.body
    expect(body).toEqual({ name: 'Коврик', article: 'MT-0017', series: 'Дом', manufacturer: 'Завод' })
    expect(meta.seq).toBe(3)
  })

  it('[DD-23] a new article goes with the old one', async () => {
    const { onec, arrived } = await directoriesBench()
    await onec.saveItem(refs.mat, { article: 'MT-0018' })
    await onec.saveItem(refs.mat, { name: 'Коврик' })
    const messages = await arrived()
    expect(messages.map(({ body }) => [body['article'], body['article_old']])).toEqual([
      ['MT-0018', 'MT-0017'],
      ['MT-0018', undefined],
    ])
  })

  it('[DD-24] an article of another item is refused and parked; the corrected one is a creation, never a change of the other', async () => {
    const { onec, arrived, answerWith } = await directoriesBench()
    answerWith(({ body }) =>
      body['article'] === 'TR-2041'
        ? refusedWith(422, 'KS-ARTICLE-DUPLICATE')
        : { ...refusedWith(200, ''), ok: true, value: {}, rejected: [], replayed: false, status: 200 },
    )
    const { ref } = await onec.saveItem(null, { ...bottle, article: 'TR-2041' })
    await arrived()
    expect((await onec.item(ref)).messages).toMatchObject([{ state: 'parked', code: 'KS-ARTICLE-DUPLICATE' }])
    // Nothing has changed: the parked one waits for a person.
    await onec.saveItem(ref, { price_retail: 5 })
    expect(await arrived()).toEqual([])
    await onec.saveItem(ref, { article: 'TR-2042' })
    const [message] = await arrived()
    expect(message).toMatchObject({ operation: 'ksup.nomenclatureCreate', body: { article: 'TR-2042' } })
    expect(message!.body).not.toHaveProperty('article_old')
    expect((await onec.item(ref)).messages.map(({ state }) => state)).toEqual(['delivered', 'ignored'])
    // Delivered now: from here on it is changed.
    await onec.saveItem(ref, { article: 'TR-2043' })
    expect((await arrived()).map(({ body }) => body['article_old'])).toEqual(['TR-2042'])
  })

  it('[DD-21] [DD-22] a group that joins the list tells of its items once, and leaving it tells nothing', async () => {
    const { onec, arrived } = await directoriesBench()
    const groups = await onec.saveGroup(refs.hidden, { exported: true })
    expect(groups.find(({ ref }) => ref === refs.hidden)).toMatchObject({ exported: true, items: 1 })
    expect((await arrived()).map(({ body }) => body['article'])).toEqual(['SX-1'])
    await onec.saveGroup(refs.hidden, { exported: false })
    await onec.saveGroup(refs.hidden, { exported: true })
    await onec.saveGroup(refs.exported, { name: 'Железо' })
    expect(await arrived()).toEqual([])
  })

  it('[D-30] a deletion mark sends nothing', async () => {
    const { onec, arrived } = await directoriesBench()
    await onec.saveItem(refs.rower, { deletion_mark: true })
    await onec.saveItem(refs.rower, { deletion_mark: false })
    expect(await arrived()).toEqual([])
  })

  it('keeps its prices and its stock, and is read back as it was written', async () => {
    const { onec } = await directoriesBench()
    const card = await onec.saveItem(refs.mat, {
      price_retail: 777,
      special: { price: 700, from: '2025-09-01', to: null },
      stock: [{ warehouse: 'Магазинный', on_hand: 1_000, reserved: 4_000 }],
    })
    expect(card).toMatchObject({
      price_retail: 777,
      special: { price: 700, from: '2025-09-01', to: null },
      stock: [
        { warehouse: 'Магазинный', on_hand: 1_000, reserved: 4_000, available: -3_000 },
        { warehouse: 'Внешний (аутсорс)', on_hand: 240_500, reserved: 0, available: 240_500 },
      ],
      available: 237_500,
    })
    expect(await onec.item(refs.mat)).toEqual(card)
    const { rows, total } = await onec.items({ text: 'mt-0017', group: refs.exported, limit: 5 })
    expect(rows).toMatchObject([{ ref: refs.mat, price_retail: 777, available: 237_500 }])
    expect(total).toBe(1)
    expect((await onec.items({ group: refs.hidden, limit: 5 })).rows.map(({ ref }) => ref)).toEqual([
      refs.secret,
    ])
  })

  it.each<[string, ItemEdit]>([
    ['KSUP-ONEC-NAME', { name: '' }],
    ['KSUP-ONEC-GROUP-UNKNOWN', { group: guid(99) }],
    ['KSUP-ONEC-ITEM-KIND', { kind: 'Товарчик' }],
    ['KSUP-ONEC-PERIOD', { special: { price: 1, from: '2025-09-02', to: '2025-09-01' } }],
    ['KSUP-ONEC-WAREHOUSE-UNKNOWN', { stock: [{ warehouse: 'Луна', on_hand: 1, reserved: 0 }] }],
    [
      'KSUP-ONEC-WAREHOUSE-TWICE',
      { stock: Array.from({ length: 2 }, () => ({ warehouse: 'Магазинный', on_hand: 1, reserved: 0 })) },
    ],
  ])('is not written: %s', async (code, edit) => {
    const { onec, arrived } = await directoriesBench()
    const before = await onec.item(refs.mat)
    await expect(onec.saveItem(refs.mat, { series: 'Другая', ...edit })).rejects.toMatchObject({ code })
    await expect(onec.saveItem(null, { ...bottle, ...edit })).rejects.toMatchObject({ code })
    expect(await onec.item(refs.mat)).toEqual(before)
    expect((await onec.items({ limit: 10 })).total).toBe(3)
    expect(await arrived()).toEqual([])
  })
})
