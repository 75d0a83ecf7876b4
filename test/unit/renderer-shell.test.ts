import { describe, expect, it } from 'vitest'
import { problemOf } from '../../renderer/api/problem.ts'
import { setLocale } from '../../renderer/i18n/index.ts'
import { fieldLabel, ruleText } from '../../renderer/order/field-label.ts'
import { destinations } from '../../renderer/shell/navigation.ts'
import { searchActions } from '../../renderer/shell/palette-search.ts'
import { matchesShortcut, type KeyStroke } from '../../renderer/shell/shortcut.ts'
import { statusTone } from '../../renderer/ui/tone.ts'
import { AdminError } from '../../server/admin/client.ts'

const stroke = (part: Partial<KeyStroke>): KeyStroke => ({
  code: '',
  key: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...part,
})

describe('shortcuts', () => {
  it('work on a Russian layout and on a Mac', () => {
    expect(matchesShortcut(stroke({ code: 'KeyK', key: 'л', ctrlKey: true }), 'Ctrl+K')).toBe(true)
    expect(matchesShortcut(stroke({ code: 'KeyK', key: 'k', metaKey: true }), 'Ctrl+K')).toBe(true)
    expect(matchesShortcut(stroke({ code: 'Digit1', key: '1', altKey: true }), 'Alt+1')).toBe(true)
  })

  it('want exactly their modifiers', () => {
    expect(matchesShortcut(stroke({ code: 'KeyK', key: 'k' }), 'Ctrl+K')).toBe(false)
    expect(matchesShortcut(stroke({ code: 'KeyK', key: 'K', ctrlKey: true, shiftKey: true }), 'Ctrl+K')).toBe(
      false,
    )
    expect(matchesShortcut(stroke({ code: 'KeyK', key: 'k', ctrlKey: true, altKey: true }), 'Ctrl+K')).toBe(
      false,
    )
  })

  it('a sign is matched by itself, whatever keys it takes to type', () => {
    expect(matchesShortcut(stroke({ code: 'Slash', key: '?', shiftKey: true }), '?')).toBe(true)
    expect(matchesShortcut(stroke({ code: 'Digit7', key: '?', shiftKey: true }), '?')).toBe(true)
  })

  it('no two places share one', () => {
    const shortcuts = destinations.map(({ shortcut }) => shortcut)
    expect(new Set(shortcuts).size).toBe(shortcuts.length)
  })
})

describe('command palette', () => {
  const items = ['Журнал', 'Личный кабинет', 'Забрать заказы в 1С', 'Новый заказ на сайте'].map((title) => ({
    title,
  }))
  const found = (query: string) => searchActions(items, query).map(({ title }) => title)

  it('finds beginnings of words in any order, before mere parts of words', () => {
    expect(found('жур')).toEqual(['Журнал'])
    expect(found('заказ нов')).toEqual(['Новый заказ на сайте'])
    expect(found('на')).toEqual(['Новый заказ на сайте', 'Журнал'])
  })

  it('shows everything for an empty query and nothing for an unknown word', () => {
    expect(found('')).toHaveLength(4)
    expect(found('xyz')).toEqual([])
  })
})

describe('problems', () => {
  it('a refusal keeps its code, its words and its places', () => {
    const error = new AdminError(422, {
      detail: 'The body is not what this call takes',
      code: 'ADMIN-VALIDATION',
      message: { ru: 'Тело не того вида', en: 'The body is not what this call takes' },
      errors: [{ pointer: '/lines/0/quantity', rule: 'too_small', message: 'Too small' }, null, 'junk'],
    })
    expect(problemOf(error)).toEqual({
      kind: 'refused',
      detail: 'The body is not what this call takes',
      message: { ru: 'Тело не того вида', en: 'The body is not what this call takes' },
      code: 'ADMIN-VALIDATION',
      places: [{ pointer: '/lines/0/quantity', message: 'Too small' }],
    })
  })

  it('every status has advice of its own kind', () => {
    const kind = (status: number) => problemOf(new AdminError(status, {})).kind
    expect([401, 403, 404, 409, 422, 500, 503].map(kind)).toEqual([
      'forbidden',
      'forbidden',
      'absent',
      'conflict',
      'refused',
      'failed',
      'failed',
    ])
    expect(problemOf(new AdminError(500, {}))).toMatchObject({ code: 'HTTP 500', message: null })
  })

  it('a lost connection is told from a defect of the page', () => {
    expect(problemOf(new TypeError('Failed to fetch')).kind).toBe('offline')
    expect(problemOf(new TypeError('x is not a function')).kind).toBe('defect')
    expect(problemOf('text').detail).toBe('text')
  })
})

describe('places of a refusal', () => {
  it('are called as the form calls them', () => {
    setLocale('ru')
    expect(fieldLabel('/requisites/inn')).toBe('ИНН')
    expect(fieldLabel('/lines/2/quantity')).toBe('Строка 3, Количество')
    expect(fieldLabel('/client/pasport_info/number')).toBe('Серия и номер')
    setLocale('en')
    expect(fieldLabel('/delivery/delivery_city')).toBe('Delivery city')
    setLocale('ru')
  })

  it('keep their pointer when they have no name', () => {
    expect(fieldLabel('/schedule/minutes')).toBe('/schedule/minutes')
    expect(fieldLabel('')).toBe('')
    expect(fieldLabel('/lines/x/quantity')).toBe('Количество')
  })

  it('[A-17] a rule of the contract is said in words, anything else as it came', () => {
    expect(ruleText('inn')).toMatch(/ИНН/)
    expect(ruleText('Too small')).toBe('Too small')
    expect(ruleText('toString')).toBe('toString')
  })
})

it('no answer at all feels like a failure', () => {
  expect([null, 200, 304, 409, 500].map(statusTone)).toEqual(['bad', 'ok', 'info', 'warn', 'bad'])
})
