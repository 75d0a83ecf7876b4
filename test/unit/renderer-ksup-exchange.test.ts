import { afterEach, describe, expect, it } from 'vitest'
import { KSUP_MODES } from '../../mocks/ksup/model.ts'
import { COVERED_OBJECTS, ONEC_MODES } from '../../mocks/ksup-onec/model.ts'
import { setLocale, t, type MessageKey } from '../../renderer/i18n/index.ts'
import { coveredObjects } from '../../renderer/ksup-conditions/covered.ts'
import { directionRows } from '../../renderer/ksup-conditions/directions.ts'
import { anySlow, modes } from '../../renderer/ksup-exchange/blocks/conditions.ts'
import { flowOf } from '../../renderer/ksup-exchange/blocks/flow.ts'
import { untilText } from '../../renderer/ksup-exchange/due.ts'
import { inboxOpen, inboxStates } from '../../renderer/ksup-exchange/inbox/inbox-state.ts'
import { editorOf, lineOf, pointerOf, readEdited } from '../../renderer/ksup-exchange/messages/body-edit.ts'
import { codeMeaning, consequenceOf } from '../../renderer/ksup-exchange/messages/code-meaning.ts'
import { restore, shorten } from '../../renderer/ksup-exchange/messages/long-values.ts'
import { operationTitle } from '../../renderer/ksup-exchange/messages/operation-title.ts'
import { outboxActions, outboxStates } from '../../renderer/ksup-exchange/outbox/outbox-actions.ts'
import { benchAddresses } from '../../renderer/ksup-exchange/settings/addresses.ts'
import { anyTyped, noPasswords, typedPasswords } from '../../renderer/ksup-exchange/settings/passwords.ts'
import { refusalCodes } from '../../server/contracts/ksup/errors.ts'
import { INBOX_STATES, SERVER_MODES } from '../../server/ksup/model.ts'

afterEach(() => setLocale('ru'))

describe('blocks of the exchange', () => {
  it('[D-104] offers every mode of each block, in words', () => {
    expect(modes).toEqual({ ksup: KSUP_MODES, server: SERVER_MODES, onec: ONEC_MODES })
    for (const locale of ['ru', 'en'] as const) {
      setLocale(locale)
      for (const [block, list] of Object.entries(modes))
        for (const mode of list)
          for (const part of ['condition', 'conditionHint']) {
            const key = `ksupExchange.${part}.${block}.${mode}` as MessageKey
            expect(t(key)).not.toBe(key)
          }
    }
  })

  it('asks for the time of a slow side only when there is one', () => {
    const calm = { ksup: 'ok', server: 'maintenance', onec: 'ok', slow_ms: 3000 } as const
    expect(anySlow(calm)).toBe(false)
    expect(anySlow({ ...calm, onec: 'slow' })).toBe(true)
  })

  it('[DD-07] counts what goes by itself apart from what waits for a person', () => {
    const counts = { new: 1, sending: 2, waiting: 4, parked: 8, delivered: 16, ignored: 32 }
    expect(flowOf({ counts, stopped: null, next_at: null })).toEqual({ going: 7, stuck: 8, delivered: 16 })
  })

  it('[DD-08] tells how long it is until the next try', () => {
    const now = new Date('2026-11-26T10:00:00.000Z')
    expect(untilText(null, now)).toBe('')
    expect(untilText('2026-11-26T09:59:00Z', now)).toBe('сейчас')
    expect(untilText('2026-11-26T10:00:14.300Z', now)).toBe('через 15 с')
    expect(untilText('2026-11-26T10:05:00Z', now)).toBe('через 5 мин')
    expect(untilText('2026-11-26T11:00:00Z', now)).toBe('через 1 ч')
  })
})

describe('codes of section 7', () => {
  const parked = { state: 'parked', operation: 'ksup.orders' } as const

  it('every code has a meaning and a thing to do', () => {
    for (const code of Object.keys(refusalCodes)) {
      const meaning = codeMeaning(code)
      expect(meaning?.title).not.toBe('')
      expect(meaning?.action).not.toBe('')
    }
    for (const code of ['NETWORK', 'SKIPPED', 'REPLACED', 'HTTP-502'])
      expect(codeMeaning(code)).not.toBeNull()
    expect(codeMeaning('HTTP-502')?.title).toContain('502')
    expect(codeMeaning('X-OTHER')).toBeNull()
  })

  it('tells what the sender does with the message', () => {
    expect(consequenceOf({ ...parked, code: 'KS-DEAL-CLOSED' })).toBe('park')
    expect(consequenceOf({ ...parked, code: 'KS-AUTH' })).toBe('stop')
    expect(consequenceOf({ ...parked, code: 'HTTP-403' })).toBe('stop')
    expect(consequenceOf({ ...parked, state: 'ignored', code: 'KS-STALE' })).toBe('drop')
    expect(consequenceOf({ ...parked, state: 'waiting', code: 'KS-LOCK' })).toBe('retry')
    expect(consequenceOf({ ...parked, state: 'waiting', code: 'NETWORK' })).toBe('retry')
    expect(consequenceOf({ ...parked, code: 'HTTP-404' })).toBe('park')
  })

  it('[DD-18] a change of an unknown contact is ignored, a receipt is parked', () => {
    const unknown = { state: 'ignored', code: 'KS-CONTACT-UNKNOWN' } as const
    expect(consequenceOf({ ...unknown, operation: 'ksup.contactChange' })).toBe('ignore')
    expect(consequenceOf({ ...unknown, state: 'parked', operation: 'ksup.retail' })).toBe('park')
  })

  it('[DD-08] a message parked after repeats says that they are over', () => {
    expect(consequenceOf({ ...parked, code: 'HTTP-502' })).toBe('exhausted')
    expect(consequenceOf({ ...parked, code: 'NETWORK' })).toBe('exhausted')
  })

  it('says nothing of what a person did, and of what was delivered', () => {
    expect(consequenceOf({ ...parked, state: 'ignored', code: 'SKIPPED' })).toBeNull()
    expect(consequenceOf({ ...parked, code: null })).toBeNull()
    expect(consequenceOf({ ...parked, state: 'delivered', code: 'KS-LOCK' })).toBeNull()
  })
})

describe('what a person may do with a message', () => {
  it('goes by its state', () => {
    const allowed = outboxStates.map((state) => {
      const { send, skip, edit } = outboxActions({ state, replaced_by: null })
      return [state, [send && 'send', skip && 'skip', edit && 'edit'].filter(Boolean).join()]
    })
    expect(Object.fromEntries(allowed)).toEqual({
      new: 'skip',
      sending: '',
      delivered: '',
      waiting: 'send,skip,edit',
      parked: 'send,skip,edit',
      ignored: 'send,edit',
    })
  })

  it('leaves a replaced message alone', () => {
    expect(outboxActions({ state: 'ignored', replaced_by: 'another' })).toEqual({
      send: false,
      skip: false,
      edit: false,
    })
  })

  it('[DD-04] at the server: only what is not settled', () => {
    expect([...inboxStates].sort()).toEqual([...INBOX_STATES].sort())
    expect(inboxStates.filter(inboxOpen)).toEqual(['queued', 'refused'])
  })

  it('names an operation as the contract does', () => {
    expect(operationTitle('ksup.contactLink')).toBe('Код 1С нового контакта')
    expect(operationTitle('other')).toBe('other')
  })
})

describe('body of a message', () => {
  const file = 'JVBERi0x'.repeat(100)
  const body = {
    meta: { message_id: 'm' },
    deal_number: 7741,
    rows: [
      { article: 'A-1', tags: [] },
      { article: 'A-2', amount: 10.5 },
    ],
    file: { content: file },
  }

  it('cuts long texts and puts them back as they were', () => {
    const { body: short, whole } = shorten(body)
    expect(JSON.stringify(short).length).toBeLessThan(300)
    expect(whole.size).toBe(1)
    expect(restore(short, whole)).toEqual(body)
  })

  it('keeps two long texts with the same beginning apart', () => {
    const two = { one: `${file}1`, other: `${file}2` }
    const { body: short, whole } = shorten(two)
    expect(short['one']).not.toBe(short['other'])
    expect(restore(short, whole)).toEqual(two)
  })

  it('is edited without meta, and the file goes whole', () => {
    const { text, whole } = editorOf(body)
    expect(text).not.toContain('message_id')
    const edited = readEdited(text.replace('7741', '7742'), whole)
    expect(edited).toMatchObject({ body: { deal_number: 7742, file: { content: file } } })
    expect(edited).not.toHaveProperty('body.meta')
  })

  it('tells what is not JSON from what is not an object', () => {
    expect(readEdited('{"a":', new Map())).toEqual({ fault: 'syntax' })
    expect(readEdited('[1]', new Map())).toEqual({ fault: 'not-object' })
    expect(readEdited('null', new Map())).toEqual({ fault: 'not-object' })
  })

  it('finds the line of a refused place in the text that is laid out', () => {
    const { text, whole } = editorOf(body)
    const edited = readEdited(text, whole)
    if ('fault' in edited) throw new Error(edited.fault)
    const lines = edited.text.split('\n')
    const lineAt = (pointer: string) => lines[lineOf(edited.body, pointer) - 1]?.trim()
    expect(lineAt('/deal_number')).toBe('"deal_number": 7741,')
    expect(lineAt('/rows/0/tags')).toBe('"tags": []')
    expect(lineAt('/rows/1/amount')).toBe('"amount": 10.5')
    expect(lineAt('/file/content')).toContain('"content"')
    expect(lineAt('/rows/1/price')).toBe('{')
    expect(lineOf(edited.body, '')).toBe(1)
    expect(lineOf(edited.body, '/absent')).toBe(1)
  })

  it('reads the place that a refusal begins with', () => {
    expect(pointerOf('/rows/0/amount: число [KS-VALIDATION]. Исправьте тело.')).toBe('/rows/0/amount')
    expect(pointerOf('/: поле обязательно')).toBe('/')
    expect(pointerOf('Сообщение уже отправлено')).toBeNull()
  })
})

describe('settings of the exchange', () => {
  it('sends only the passwords that were typed', () => {
    const form = noPasswords()
    expect(anyTyped(form)).toBe(false)
    form.onecAccount = 'p-1'
    expect(anyTyped(form)).toBe(true)
    expect(typedPasswords(form)).toEqual({ onecAccount: 'p-1' })
  })

  it('[DD-03] tells each real system its own address and account', () => {
    expect(benchAddresses('http://127.0.0.1:1')).toEqual([
      { who: 'onec', address: 'http://127.0.0.1:1/ksup/api/ksup/v1', account: 'server' },
      { who: 'ksup', address: 'http://127.0.0.1:1/ksup/hs/ksup', account: 'onec' },
      { who: 'server', address: 'http://127.0.0.1:1/onec/hs/ksup', account: 'onec' },
    ])
  })
})

describe('conditions of sending', () => {
  it('filters by every kind of object that has conditions', () => {
    expect([...coveredObjects].sort()).toEqual([...COVERED_OBJECTS].sort())
  })

  it('[D-06] [D-30] [D-69] the matrix says «Нет» where no message exists, and names the messages of a «Да»', () => {
    const cells = directionRows.flatMap((row) => row.cells)
    expect(cells.filter(({ yes, kinds }) => yes !== kinds.length > 0)).toEqual([])
    const row = (object: string, action: string) =>
      directionRows
        .find((one) => one.object === object && one.action === action)
        ?.cells.filter(({ yes }) => yes)
        .map(({ direction }) => direction)
    expect(row('contact', 'create')).toEqual(['ksup→onec'])
    expect(row('contact', 'change')).toEqual(['onec→ksup'])
    expect(row('item', 'create')).toEqual(['onec→ksup'])
    expect(row('income', 'change')).toEqual([])
    expect(row('receipt', 'change-rows')).toBeUndefined()
  })
})
