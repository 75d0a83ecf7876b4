import { describe, expect, it } from 'vitest'
import type { MappingKind } from '../../server/mappings/model.ts'
import { acceptBatch } from '../../server/mappings/suggest/accept.ts'
import { compareNames } from '../../server/mappings/suggest/compare.ts'
import {
  DEFAULT_THRESHOLD,
  type OnecValue,
  type ReasonCode,
  type SiteValue,
} from '../../server/mappings/suggest/model.ts'
import { prepareName, readingOf } from '../../server/mappings/suggest/prepare.ts'
import { suggest } from '../../server/mappings/suggest/suggest.ts'
import { unpairedOf } from '../../server/mappings/suggest/values.ts'
import { onec, site, traffic } from './mappings-values.ts'
import { aRow, aTable } from './storage-factory.ts'

const likeness = (kind: MappingKind, a: string, b: string) => {
  const reading = readingOf(kind)
  const [left, right] = [prepareName(a, reading), prepareName(b, reading)]
  const there = compareNames(left, right, reading)
  expect(compareNames(right, left, reading)?.confidence).toBe(there?.confidence)
  return there
}

describe('names that mean one thing', () => {
  it.each<[MappingKind, string, string, ReasonCode]>([
    ['city', 'Тверь', 'Тверь', 'same'],
    ['transport_company', '«Скиф»', 'СКИФ', 'folded'],
    ['city', 'Королёв', 'Королев', 'folded'],
    ['city', 'г. Тверь', 'Тверь', 'noise'],
    ['transport_company', 'ООО «Скиф»', 'ТК Скиф', 'noise'],
    ['transport_company', 'Трансп. компания Скиф', 'Скиф', 'noise'],
    ['storage', 'Терминал Северный', 'Северный терминал', 'order'],
    ['transport_company', 'БайкалСервис', 'Байкал-Сервис', 'joined'],
    ['storage', 'Cклад Мытищи', 'Склад Мытищи', 'lookalike'],
    ['city', 'MOCKBA', 'Москва', 'lookalike'],
    ['city', 'Н. Тагил', 'Нижний Тагил', 'abbreviation'],
    ['payment_method', 'Банковской картой', 'Банковская карта', 'ending'],
    ['city', 'СПб', 'Санкт-Петербург', 'alias'],
    ['transport_company', 'dellin', 'Деловые Линии', 'alias'],
    ['transport_company', 'Delovye Linii', 'Деловые Линии', 'translit'],
    ['city', 'Yuzhno-Sakhalinsk', 'Южно-Сахалинск', 'translit'],
    ['city', 'Juzhno-Sahalinsk', 'Южно-Сахалинск', 'translit'],
    ['city', 'Rfpfym', 'Казань', 'layout'],
    ['city', 'Ходыжинск', 'Хадыжинск', 'typo'],
    ['city', 'Хадыжинкс', 'Хадыжинск', 'typo'],
  ])('%s: «%s» is «%s» (%s)', (kind, a, b, reason) => {
    const found = likeness(kind, a, b)
    expect(found?.reason).toBe(reason)
    expect(found!.confidence).toBeGreaterThanOrEqual(DEFAULT_THRESHOLD)
  })

  it.each<[MappingKind, string, string]>([
    ['city', 'Омск', 'Томск'],
    ['city', 'Пушкин', 'Пушкино'],
    ['city', 'Михайловск', 'Михайловка'],
    ['city', 'с. Красный Яр', 'г. Красный Яр'],
    ['city', 'Киров (Калужская обл.)', 'Киров (Кировская обл.)'],
    ['city', 'Ростов', 'Ростов-на-Дону'],
    ['city', 'Нижний Новгород', 'Великий Новгород'],
    ['storage', 'Склад № 1', 'Склад № 2'],
    ['storage', 'Склад 1', 'Склад 11'],
    ['storage', 'Цех 1, корпус 2', 'Цех 2, корпус 1'],
    ['storage', 'Северный терминал', 'Южный терминал'],
    ['payment_method', 'Наличные', 'Безналичные'],
    ['delivery_method', 'До двери', 'До терминала'],
    ['transport_company', 'ООО «Луч»', 'ООО «Ключ»'],
    ['transport_company', 'ООО', 'ТК'],
  ])('%s: «%s» is not taken for «%s»', (kind, a, b) => {
    expect(likeness(kind, a, b)?.confidence ?? 0).toBeLessThan(DEFAULT_THRESHOLD)
  })

  it('tell their reason in words', () => {
    const [typo] = suggest('city', { site: [site('1', 'Хадыжинкс')], onec: [onec('a', 'г. Хадыжинск')] })
    expect(typo!.reason).toEqual({
      code: 'typo',
      text: { ru: 'опечатка в одной букве', en: 'one letter is mistyped' },
    })
  })
})

describe('identifiers', () => {
  const guid = '1F2E3D4C-0000-4000-8000-000000000001'
  it.each<[string, SiteValue, OnecValue, ReasonCode | undefined, number]>([
    ['typed into 1C', site('spb', 'Что угодно'), onec('r', 'Другое', { siteId: 'spb' }), 'attribute', 1],
    ['a code', site('TK-017', ''), onec('r', 'Скиф', { code: 'тк-017' }), 'identifier', 0.95],
    ['a reference in braces', site(`{${guid}}`), onec(guid.toLowerCase(), 'Скиф'), 'identifier', 0.95],
    ['a code and the name', site('TK-017', 'Скиф'), onec('r', 'Скиф', { code: 'TK-017' }), 'identifier', 1],
    [
      'a code under another name',
      site('TK-017', 'Луч'),
      onec('r', 'Скиф', { code: 'TK-017' }),
      'identifier',
      0.7,
    ],
    ['a counter under another name', site('7', 'Луч'), onec('r', 'Скиф', { code: '7' }), undefined, 0],
    ['a counter without a name', site('7'), onec('r', 'Скиф', { code: '7' }), 'identifier', 0.6],
  ])('%s', (_, one, other, reason, confidence) => {
    const [found] = suggest('storage', { site: [one], onec: [other] })
    expect(found?.reason.code).toBe(reason)
    expect(found?.confidence ?? 0).toBe(confidence)
  })
})

describe('rivals', () => {
  it('equal ones are told and never certain', () => {
    const found = suggest('storage', {
      site: [site('1', 'Склад')],
      onec: [onec('a', 'Склад'), onec('b', 'Склад')],
    })
    expect(found).toHaveLength(1)
    expect(found[0]!.confidence).toBeLessThan(DEFAULT_THRESHOLD)
    expect(found[0]!.rival).toMatchObject({ side: 'onec', name: 'Склад' })
  })

  it('a rival that has its own partner is none', () => {
    const lists = { site: [site('1', 'Хадыжанск')], onec: [onec('a', 'Хадыжинск'), onec('b', 'Хадыженск')] }
    const doubted = suggest('storage', lists)
    expect(doubted[0]!.confidence).toBeLessThan(DEFAULT_THRESHOLD)
    const settled = suggest('storage', { ...lists, site: [...lists.site, site('2', 'Хадыженск')] })
    expect(settled.map(({ site: { id }, onec: { ref } }) => [id, ref])).toEqual([
      ['2', 'b'],
      ['1', 'a'],
    ])
    expect(settled[1]!.confidence).toBeGreaterThanOrEqual(DEFAULT_THRESHOLD)
  })

  it('N:1: spellings of one value are all suggested; a misspelling beside the right one loses certainty', () => {
    const found = suggest('city', {
      site: [site('1', 'СПб'), site('2', 'Санкт Петербург'), site('3', 'Хадыжинск'), site('4', 'Хадыжынск')],
      onec: [onec('a', 'г. Санкт-Петербург'), onec('b', 'Хадыжинск')],
    })
    expect(found.map(({ site: { id }, onec: { ref } }) => `${id}${ref}`).sort()).toEqual([
      '1a',
      '2a',
      '3b',
      '4b',
    ])
    expect(found.at(-1)).toMatchObject({ site: { id: '4' }, confidence: 0.86 })
  })

  it('1:N: a product is suggested for each of its items', () => {
    const found = suggest('product', {
      site: [site('t1', 'Мат гимнастический', { bound: true })],
      onec: [onec('a', 'Мат гимнастический, серый'), onec('b', 'Мат гимнастический, зелёный')],
    })
    expect(found.map(({ onec: { ref }, confidence }) => [ref, confidence >= DEFAULT_THRESHOLD])).toEqual([
      ['a', true],
      ['b', true],
    ])
  })
})

describe('values without a partner', () => {
  it('come from rows, dictionaries and traffic, each once; bound and archived ones do not', () => {
    const table = aTable([
      aRow({ id: 'full', site_id: 's1', ref_1c: 'r1' }),
      aRow({ id: 'half-site', site_id: 's2', site_name: 'Склад два' }),
      aRow({ id: 'half-1c', ref_1c: 'r3', name_1c: 'Склад три' }),
      aRow({ id: 'gone', site_id: 's9', ref_1c: 'r9', archived: true }),
    ])
    const { site: left, onec: right } = unpairedOf(
      'storage',
      table,
      {
        site: [
          { id: 's1', name: 'Один' },
          { id: 's2', name: 'Склад два (сайт)' },
          { id: 's4', name: 'Четыре' },
          { id: 's9', name: 'Девять' },
        ],
        onec: [
          { ref: 'R1', code: '', name: 'Иная' },
          { ref: 'r1', code: '1', name: 'Один' },
          { ref: 'r3', code: '3', name: 'Три' },
          { ref: 'r5', code: '5', name: 'Пять', archived: true },
          { ref: 'r9', code: '9', name: 'Девять' },
        ],
      },
      [
        traffic('s6', { name: 'Шесть' }),
        traffic('s4'),
        traffic('s1'),
        traffic('r7', { direction: 'onec_to_site', name: 'Семь' }),
        traffic('c', { kind: 'city' }),
      ],
    )
    expect(left.map(({ id, name, row, origin }) => [id, name, row, origin])).toEqual([
      ['s2', 'Склад два', 'half-site', 'row'],
      ['s4', 'Четыре', null, 'dictionary'],
      ['s6', 'Шесть', null, 'traffic'],
    ])
    expect(right.map(({ ref, code, name, row }) => [ref, code, name, row])).toEqual([
      ['r3', '3', 'Склад три', 'half-1c'],
      ['R1', '', 'Иная', null],
      ['r7', '', 'Семь', null],
    ])
  })

  it('[AD-26] a kit is offered no part more; another product is, though it has offers', () => {
    const table = aTable([
      aRow({ id: 'k', site_id: 'kit', ref_1c: 'r1', mode: 'kit' }),
      aRow({ id: 'p', site_id: 'plain', ref_1c: 'r2' }),
    ])
    const products = [
      { id: 'kit', name: 'Набор' },
      { id: 'plain', name: 'Мяч' },
    ]
    const items = ['r1', 'r2'].map((ref) => ({ ref, code: '', name: 'Мяч' }))
    const { site: left, onec: right } = unpairedOf('product', table, { site: products, onec: items }, [])
    expect(left).toMatchObject([{ id: 'plain', bound: true }])
    // A part of a kit may be sold on its own.
    expect(right).toMatchObject([{ ref: 'r1' }])
  })

  it('a row of 1C whose element another row binds already is a repetition, not an offer', () => {
    const table = aTable([aRow({ id: 'a', site_id: 's', ref_1c: 'r1' }), aRow({ id: 'b', ref_1c: 'r1' })])
    expect(unpairedOf('storage', table, { site: [], onec: [] }, []).onec).toEqual([])
    expect(unpairedOf('city', table, { site: [], onec: [] }, []).onec).toMatchObject([
      { row: 'b', bound: true },
    ])
  })

  it('a row that has one key of 1C is to be completed, not paired with something else', () => {
    const table = aTable([aRow({ id: 'a', site_id: 'x', site_name: 'Скиф', ref_1c: 'r1' })])
    const dictionaries = { site: [], onec: [{ ref: 'r2', code: '2', name: 'Скиф' }] }
    expect(unpairedOf('transport_company', table, dictionaries, []).site).toEqual([])
  })
})

describe('accepting', () => {
  it('fills the waiting row, drops the one it was waiting for, adds where there is none', () => {
    const table = aTable([
      aRow({ id: 'a', site_id: 's1', site_name: 'Мытищи', note: 'с сайта' }),
      aRow({ id: 'b', ref_1c: 'r1', name_1c: 'Склад Мытищи', note: 'из 1С' }),
    ])
    const dictionaries = {
      site: [{ id: 's2', name: 'Химки' }],
      onec: [{ ref: 'r2', code: '2', name: 'Склад Химки' }],
    }
    const suggestions = suggest('storage', unpairedOf('storage', table, dictionaries, []))
    expect(acceptBatch(table, suggestions, () => 'new')).toEqual({
      put: expect.arrayContaining([
        {
          id: 'a',
          site_id: 's1',
          site_name: 'Мытищи',
          ref_1c: 'r1',
          code_1c: '',
          name_1c: 'Склад Мытищи',
          note: 'с сайта; из 1С',
        },
        { id: 'new', site_id: 's2', site_name: 'Химки', ref_1c: 'r2', code_1c: '2', name_1c: 'Склад Химки' },
      ]) as unknown,
      remove: ['b'],
    })
  })
})
