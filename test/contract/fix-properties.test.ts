import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  applyAllSafe,
  applyEdits,
  findFixes,
  holds,
  type Reading,
} from '../../server/contracts/fixes/fixes.ts'
import { lookAt, textReader } from '../../server/understanding/examine.ts'

/** Every fix takes its finding away and leaves the meaning alone; all of them together make the canonical form. */

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url))
const bodies = ['site-orders', 'ksup'].flatMap((folder) =>
  readdirSync(join(fixtures, folder)).map((name) => `${folder}/${name}`),
)
const options = { fixture: true }
const reader = () => textReader({}, options)
const textOf = (name: string) => lookAt({ bytes: readFileSync(join(fixtures, name)), contentType: '' }).text!
const liberties = ({ findings }: Reading) =>
  findings.filter(({ code }) => /^L[ABD]-\d\d$/.test(code)).map(({ code, pointer }) => `${code} ${pointer}`)

describe('fixes of the samples', () => {
  it.each(bodies)('%s: each fix of a liberty holds by itself', (name) => {
    const text = textOf(name)
    const fixes = findFixes(text, reader())
    const named = fixes.filter(({ code }) => code !== null)
    // Every twentieth of a long list: one reading of the whole body for each.
    const step = Math.ceil(named.length / 40)
    for (const fix of named.filter((_, i) => i % step === 0)) {
      expect(holds(text, fix, reader()), `${fix.id} ${JSON.stringify(fix.edits)}`).toBe(true)
    }
  })

  it.each(bodies)(
    '%s: all safe ones together leave the value and no liberty that can be written right',
    (name) => {
      const text = textOf(name)
      const before = reader()(text)
      const { text: fixed, applied } = applyAllSafe(text, reader())
      const after = reader()(fixed)
      // The meta of a message that came without one is made of its bytes.
      const made = before.findings.some(({ code }) => code === 'W-NO-META')
      const meaning = ({ value }: Reading) => (made ? { ...(value as object), meta: null } : value)
      expect(meaning(after)).toEqual(meaning(before))
      expect(before.value).not.toBeNull()
      const left = liberties(after)
      // What cannot be put right by changing the text alone: a computed digest and size, a place of the XML form.
      const kept = name.endsWith('.xml') ? /^LA-1[47]/ : /^LD-(?:1[0-2]|09)/
      expect(left.filter((one) => !kept.test(one))).toEqual([])
      expect(applied.length > 0).toBe(liberties(before).length > 0)
      expect(applyAllSafe(fixed, reader()).applied).toEqual([])
    },
  )

  it('the samples of the seed become JSON that any parser reads', () => {
    for (const name of ['site-orders/outgoing.verbatim.txt', 'site-orders/returned.verbatim.txt']) {
      const { text } = applyAllSafe(textOf(name), reader())
      expect(JSON.parse(text)).toHaveProperty('order')
    }
  })
})

/** A spelling of a JSON value with liberties that only syntax knows. */
const untidy = (value: unknown, quote: string, comma: boolean, bare: boolean): string => {
  const list = (open: string, items: string[], close: string) =>
    `${open}\n${items.join(',\n')}${comma && items.length > 0 ? ',' : ''}\n${close}`
  const word = (text: string) =>
    quote === '"'
      ? JSON.stringify(text)
      : `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
  if (typeof value === 'string') return word(value)
  if (Array.isArray(value))
    return list(
      '[',
      value.map((one) => untidy(one, quote, comma, bare)),
      ']',
    )
  if (typeof value === 'object' && value !== null)
    return list(
      '{',
      Object.entries(value).map(
        ([name, one]) =>
          `${bare && /^[a-z]\w*$/.test(name) ? name : word(name)}: ${untidy(one, quote, comma, bare)}`,
      ),
      '}',
    )
  return JSON.stringify(value)
}

describe('fixes of spelling', () => {
  it('any untidy spelling of any value comes back to the value', () => {
    const values = fc.jsonValue({ maxDepth: 4 })
    fc.assert(
      fc.property(
        values,
        fc.constantFrom("'", '"'),
        fc.boolean(),
        fc.boolean(),
        (value, quote, comma, bare) => {
          const text = untidy(value, quote, comma, bare)
          const { text: fixed } = applyAllSafe(text, () => ({ value: null, findings: [] }))
          expect(JSON.parse(fixed)).toEqual(JSON.parse(JSON.stringify(value)))
        },
      ),
      { numRuns: 400 },
    )
  })

  it.each([
    ["{'a': 'it\\'s \"so\"'}", { a: 'it\'s "so"' }],
    ['{a: 1, b_2: [1, 2,],}', { a: 1, b_2: [1, 2] }],
    ['{"a": True, "b": None, "c": +5, "d": .5}', { a: true, b: null, c: 5, d: 0.5 }],
    ['{"a": 1 // why\n, /* and */ "b": 2}', { a: 1, b: 2 }],
    ['{"a": 1\n "b": {"c": 2}\n "d": 3}', { a: 1, b: { c: 2 }, d: 3 }],
    ['{\u00a0"a":\u00a01}', { a: 1 }],
    ['{“a”: “б”}', { a: 'б' }],
    ['{"a": 1} [bookmark: _Hlk1]', { a: 1 }],
  ])('%s', (text, value) => {
    const { text: fixed } = applyAllSafe(text, () => ({ value: null, findings: [] }))
    expect(JSON.parse(fixed)).toEqual(value)
  })

  it('what may mean another thing is not done by itself', () => {
    const text = '{"code": 007, "name": Иван}'
    const fixes = findFixes(text, () => ({ value: null, findings: [] }))
    expect(fixes.map(({ kind, safe }) => [kind, safe])).toEqual([
      ['bare-text', false],
      ['bare-text', false],
    ])
    expect(applyAllSafe(text, () => ({ value: null, findings: [] })).text).toBe(text)
    const both = applyEdits(
      text,
      fixes.flatMap(({ edits }) => edits),
    )
    expect(JSON.parse(both)).toEqual({ code: '007', name: 'Иван' })
  })

  it('a tidy text has no fixes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(4), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        expect(findFixes(text, () => ({ value, findings: [] }))).toEqual([])
      }),
    )
  })

  it('a required field that is missing: what the contract leaves no choice in is written, the rest is for a person', () => {
    const ping =
      '{"service":"site","version":"1.2","server_time":"2025-09-18T09:05:00","zone":"Europe/Moscow"}'
    const choice = { operation: 'site-orders.ping' }
    const constant = applyAllSafe(ping, textReader(choice, options))
    expect(constant.applied.map(({ kind }) => kind)).toEqual(['constant'])
    expect(JSON.parse(constant.text)).toHaveProperty('contract', 'site-orders/1')

    const stock =
      '{"stock":{"as_of":"2025-09-18T09:05:00","items":[{"offer_id":"5b0d6c1e-8a41-4f0e-9c57-1f2a3b4c5d62","quantity":1}]}}'
    const fixes = findFixes(stock, reader())
    expect(fixes.map(({ kind, safe, pointer }) => [kind, safe, pointer])).toEqual([
      ['missing', false, '/stock/mode'],
      ['missing', false, '/stock/items/0/storage'],
    ])
    expect(applyAllSafe(stock, reader()).text).toBe(stock)
    const made = applyEdits(
      stock,
      fixes.flatMap(({ edits }) => edits),
    )
    expect(JSON.parse(made)).toMatchObject({ stock: { mode: '', items: [{ storage: '' }] } })
    // Filled in by a person, it is a message of the contract.
    const filled = made
      .replace('"mode": ""', '"mode": "delta"')
      .replace('"storage": ""', '"storage": "sclad_1"')
    expect(reader()(filled).findings.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it('overlapping edits are refused, not mixed', () => {
    expect(() =>
      applyEdits('abcd', [
        { from: 0, to: 2, text: '' },
        { from: 1, to: 3, text: '' },
      ]),
    ).toThrow(RangeError)
  })
})

describe('fixes of XML', () => {
  it.each([
    ['<a>Мир & Ко</a>', '<a>Мир &amp; Ко</a>'],
    ['<a>1&nbsp;000 &laquo;x&raquo;</a>', '<a>1&#160;000 «x»</a>'],
    ['<a b="x&y">&amp; &#38; <![CDATA[a & b]]></a>', '<a b="x&amp;y">&amp; &#38; <![CDATA[a & b]]></a>'],
  ])('%s', (text, fixed) => {
    expect(applyAllSafe(text, () => ({ value: null, findings: [] })).text).toBe(fixed)
  })

  it('[LA-02] a text from windows-1251 says UTF-8 of itself when it is fixed', () => {
    const text = textOf('site-orders/returned.windows-1251.xml')
    const { text: fixed, applied } = applyAllSafe(text, reader(), false)
    expect(applied[0]).toMatchObject({ kind: 'encoding' })
    expect(fixed).toMatch(/^<\?xml[^>]*encoding="UTF-8"/)
    expect(liberties(reader()(fixed)).filter((one) => !/^LA-1[47]/.test(one))).toEqual([])
  })
})
