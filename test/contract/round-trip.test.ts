import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Message, WireFormat, WriterProfile } from '../../server/contracts/operation.ts'
import { totalsOf } from '../../server/contracts/site-orders/arithmetic.ts'
import { convertBody } from '../../server/contracts/site-orders/convert.ts'
import { orderEnvelopeMessage, processedOrderMessage } from '../../server/contracts/site-orders/operations.ts'
import type { OrderEnvelope, ProcessedOrder } from '../../server/contracts/site-orders/schema.ts'
import { xsd } from '../../server/contracts/site-orders/xsd.ts'
import { orderEnvelope, processedOrder } from './arbitrary.ts'

const forms: [string, WireFormat, WriterProfile][] = [
  ['canonical JSON', 'json', 'canonical'],
  ['compat', 'json', 'compat'],
  ['verbatim', 'json', 'verbatim'],
  ['XML', 'xml', 'canonical'],
]

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

const cases: [string, Message, Arbitrary<unknown>][] = [
  ['an outgoing order', orderEnvelopeMessage as Message, orderEnvelope],
  ['a returned order', processedOrderMessage as Message, processedOrder],
]

describe.each(cases)('%s', (_name, message, arbitrary) => {
  it.each(forms)(
    '[AD-10][AD-13][AD-41] survives write, lenient read, write in %s',
    (_form, format, profile) => {
      fc.assert(
        fc.property(arbitrary, (value) => {
          const written = message.write(value, format, profile)
          const read = message.read(written, 'lenient')
          expect(read.findings.filter(({ severity }) => severity === 'error')).toEqual([])
          expect(read.value).toEqual(value)
          expect(text(message.write(read.value, format, profile).bytes)).toBe(text(written.bytes))
        }),
        { numRuns: 150 },
      )
    },
  )

  it.each(forms.filter(([, , profile]) => profile === 'canonical'))(
    '[AD-10] %s is taken by strict mode as it is, and lenient mode takes no liberty with it',
    (_form, format, profile) => {
      fc.assert(
        fc.property(arbitrary, (value) => {
          const written = message.write(value, format, profile)
          expect(message.read(written, 'strict').value).toEqual(value)
          expect(
            message.read(written, 'lenient').findings.filter(({ code }) => code.startsWith('LA-')),
          ).toEqual([])
        }),
        { numRuns: 50 },
      )
    },
  )

  it('[AD-10] the quick way and the way with places read the same', () => {
    fc.assert(
      fc.property(arbitrary, (value) => {
        const written = message.write(value)
        // A resolver that knows no names keeps the reader from the quick way.
        const slow = message.read(written, 'lenient', { resolve: () => null })
        expect(message.read(written, 'lenient')).toEqual(slow)
      }),
      { numRuns: 50 },
    )
  })

  it('[AD-10] every form converts to the same canonical text, which converts to itself', () => {
    fc.assert(
      fc.property(arbitrary, (value) => {
        for (const to of ['json', 'xml'] as const) {
          const results = forms.map(
            ([, format, profile]) => convertBody(message.write(value, format, profile), { to }).text,
          )
          expect(new Set(results).size).toBe(1)
          const bytes = new TextEncoder().encode(results[0] ?? '')
          expect(convertBody({ bytes, contentType: '' }, { to }).text).toBe(results[0])
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('the verbatim profile of the fixtures', () => {
  const fixture = (name: string): unknown =>
    JSON.parse(readFileSync(new URL(`../../fixtures/site-orders/${name}`, import.meta.url), 'utf8'))

  it('[AD-10][A-95] gives 2 and 9 lines when it is read leniently, with their totals', () => {
    const out = orderEnvelopeMessage.write(
      fixture('outgoing.canonical.json') as OrderEnvelope,
      'json',
      'verbatim',
    )
    expect(orderEnvelopeMessage.read(out, 'lenient').value?.order.products).toHaveLength(2)
    const back = processedOrderMessage.write(
      fixture('returned.canonical.json') as ProcessedOrder,
      'json',
      'verbatim',
    )
    const products = processedOrderMessage.read(back, 'lenient').value?.order.products ?? []
    expect(products).toHaveLength(9)
    expect(totalsOf(products.map(({ offer }) => offer))).toMatchObject({ total: 5_373_950, nds: 895_660 })
    expect(text(back.bytes)).toContain("'summa': '25\u00A0618,32'")
    expect(text(back.bytes)).toContain("'order_time': '04.03.2024 9:05:48'")
  })
})

describe('the XSD', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'obmen-xsd-'))
    writeFileSync(join(folder, 'orders.xsd'), xsd)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('[A-20] accepts the XML of any order of both directions', () => {
    const files = [
      ...fc.sample(orderEnvelope, 40).map((value) => orderEnvelopeMessage.write(value, 'xml')),
      ...fc.sample(processedOrder, 40).map((value) => processedOrderMessage.write(value, 'xml')),
    ].map(({ bytes }, index) => {
      const file = join(folder, `order-${index}.xml`)
      writeFileSync(file, bytes)
      return file
    })
    execFileSync('xmllint', ['--noout', '--schema', join(folder, 'orders.xsd'), ...files], { stdio: 'pipe' })
  })

  it('[A-20] refuses an order without its number', () => {
    const file = join(folder, 'bad.xml')
    const value = fc.sample(orderEnvelope, 1)[0]!
    writeFileSync(
      file,
      text(orderEnvelopeMessage.write(value, 'xml').bytes).replace(/<order_number>.*<\/order_number>/, ''),
    )
    expect(() =>
      execFileSync('xmllint', ['--noout', '--schema', join(folder, 'orders.xsd'), file], { stdio: 'pipe' }),
    ).toThrow()
  })
})
