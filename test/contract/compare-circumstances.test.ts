import { describe, expect, it } from 'vitest'
import { compareBodies } from '../../server/contracts/compare/compare.ts'
import type { Difference } from '../../server/contracts/compare/model.ts'
import { UNTIDY_LIMIT_BYTES } from '../../server/contracts/compare/read-body.ts'
import * as regateExamples from '../../server/contracts/regate/examples.ts'
import { toLocalTime } from '../../server/contracts/time.ts'
import { maskPersonal } from '../../server/journal/mask.ts'

/** What comparing is told beside the two bodies, and what it says of how it compared. */

const bodyOf = (body: unknown) => ({
  bytes: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  contentType: '',
})
const compared = (left: unknown, right: unknown, options?: Parameters<typeof compareBodies>[2]) =>
  compareBodies(bodyOf(left), bodyOf(right), options)
const lines = (differences: readonly Difference[]): string[] =>
  differences.map(({ kind, path, left, right }) => `${kind} ${path} ${left} -> ${right}`)

const plusHours = (local: string, hours: number): string =>
  toLocalTime(new Date(Date.parse(`${local}Z`) + hours * 3_600_000), 'UTC')

describe('circumstances of comparing', () => {
  it('[AD-43] untidy JSON that is too large for its reader is compared by lines, it is said why, passports stay masked', () => {
    const rows = Array.from({ length: 2500 }, (_, n) => `{ id: ${n}, name: 'номер ${n}' },`)
    rows[9] += ' '.repeat(UNTIDY_LIMIT_BYTES)
    const passport = `{ pasport_info: { number: '6500 000021' } },`
    const text = ['[', ...rows, passport, ']'].join('\n')
    const other = text.replace(`номер 7'`, `номер семь'`).replace('6500 000021', '6500 000022')
    const result = compared(text, other, { masked: maskPersonal })
    expect(result).toMatchObject({
      comparable: 'text',
      untidy: { limitBytes: UNTIDY_LIMIT_BYTES },
      tooLarge: null,
    })
    expect(lines(result.differences)).toEqual([
      `changed /8 { id: 7, name: 'номер 7' }, -> { id: 7, name: 'номер семь' },`,
      `changed /2501 { pasport_info: { number: '*********21' } }, -> { pasport_info: { number: '*********22' } },`,
    ])
    // Beside a message that is read it is compared by lines too, and a small one is read.
    expect(compared(text, '{"a":1}')).toMatchObject({ comparable: 'text', untidy: {} })
    expect(compared('{ "a": "1", }', '{"a":"1"}')).toMatchObject({ comparable: 'generic-json', untidy: null })
  })

  it('[BD-06] local times of two enterprises are moments of their own zones', () => {
    const [zone, rightZone] = ['Europe/Moscow', 'Asia/Yekaterinburg']
    const { bookingAnswer: here } = regateExamples
    const there = {
      ...here,
      created_at: plusHours(here.created_at, 2),
      valid_until: plusHours(here.valid_until!, 2),
    }
    expect(compared(here, there, { zone, rightZone })).toMatchObject({
      sameMeaning: true,
      counts: { changed: 0 },
    })
    expect(lines(compared(here, there, { zone }).differences)).toHaveLength(2)
  })

  it('what stands for a value makes the difference volatile, also where it is the id of an element', () => {
    const standIn = (written: string) => ({ 'id-1': 'id-9', '17': '18' })[written] ?? null
    const body = (id: string, n: number, name: string) => ({
      rows: [
        { id, n, name },
        { id: 'id-2', n: 5, name: 'б' },
      ],
    })
    const { differences } = compared(body('id-1', 17, 'а'), body('id-9', 18, 'в'), { standIn })
    expect(lines(differences)).toEqual([
      'volatile /rows/0/id id-1 -> id-9',
      'volatile /rows/0/n 17 -> 18',
      'changed /rows/0/name а -> в',
    ])
    expect(differences.map(({ refreshed }) => refreshed)).toEqual([true, true, undefined])
  })
})
