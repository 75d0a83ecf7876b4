import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keptBody } from '../../server/contracts/regate/disclosure.ts'
import { aBench, aPayment, expectRefusal, newId, type RegateBench } from './regate-bench.ts'

const PAN = '4000000000000002'
const SPACED = '4000 0000 0000 0002'

/** Everything that the workspace keeps, the database with its log and the large bodies. */
async function keeps(bench: RegateBench, ...texts: string[]): Promise<string[]> {
  const entries = await readdir(bench.workspace, { recursive: true, withFileTypes: true })
  const found: string[] = []
  for (const entry of entries.filter((each) => each.isFile())) {
    const bytes = await readFile(join(entry.parentPath, entry.name))
    for (const text of texts) if (bytes.includes(text)) found.push(`${entry.name}: ${text}`)
  }
  return found
}

describe('a full card number', () => {
  it('[BD-41] is refused wherever it stands, and the workspace has it nowhere', async () => {
    const bench = await aBench()
    const { order_id } = await bench.anOrder()
    const sent = [
      { pan_mask: SPACED },
      { pan_mask: PAN },
      { raw: { card: PAN } },
      { raw: { deep: [{ [PAN]: 1 }] } },
      { raw: { card: Number(PAN) } },
      { terminal: `T ${SPACED}` },
      { card_number: PAN },
    ]
    for (const extra of sent)
      expectRefusal(
        await bench.call('paycard', { body: { order_id, payment: aPayment(108, extra) } }),
        422,
        'RG-PAN-FORBIDDEN',
      )
    const large = { raw: { card: PAN, rest: 'я'.repeat(3000) } }
    expectRefusal(
      await bench.call('paycard', { body: { order_id, payment: aPayment(108, large) } }),
      422,
      'RG-PAN-FORBIDDEN',
    )
    const escaped = PAN.replace('4', '\\u0034')
    expectRefusal(
      await bench.call('paycard', {
        body: JSON.stringify({ order_id, payment: aPayment(108, { pan_mask: 'MASK' }) }).replace(
          'MASK',
          escaped,
        ),
      }),
      422,
      'RG-PAN-FORBIDDEN',
    )
    expect(await bench.stateOf(order_id)).toMatchObject({ status: { code: 100 }, paid_amount: 0 })
    expect(bench.rows('regate_payment')).toEqual([])
    expect(await keeps(bench, PAN, SPACED, escaped)).toEqual([])
  })

  it('[BD-41] is hidden in what was refused for another reason: broken JSON, no account, a wrong type', async () => {
    const bench = await aBench()
    const body = `{"payment": {"pan": "${PAN}", "also": "4000-0000-0000-0002", `
    expectRefusal(await bench.call('paycard', { body }), 400, 'RG-MALFORMED')
    expectRefusal(await bench.call('paycard', { body, account: null }), 401, 'RG-AUTH')
    expectRefusal(
      await bench.call('paycard', { body, headers: { 'content-type': 'text/plain' } }),
      415,
      'RG-MEDIA',
    )
    expectRefusal(await bench.call('nothing', { body }), 404, 'RG-METHOD-UNKNOWN')
    expect(await keeps(bench, PAN, '4000-0000-0000-0002')).toEqual([])
    const { rows } = await bench.parts.journal.page({ operation: 'regate.paycard', limit: 10 })
    const entry = await bench.parts.journal.entry(rows[0]!.id)
    expect(entry?.request?.text).toContain('"pan": "****************", "also": "****-****-****-****"')
  })

  it('[BD-41][B-54] leaves a mask and the bytes of an accepted message as they came', async () => {
    const bench = await aBench()
    const { order_id } = await bench.anOrder()
    const body = JSON.stringify({ order_id, payment: aPayment(108, { transaction_id: newId('pay') }) })
    expect((await bench.call('paycard', { body })).status).toBe(200)
    const { rows } = await bench.parts.journal.page({ operation: 'regate.paycard', limit: 1 })
    const entry = await bench.parts.journal.entry(rows[0]!.id)
    expect(entry?.request?.text).toBe(body)
  })
})

describe('what is kept of a body', () => {
  const kept = (text: string, code: string | null) =>
    Buffer.from(keptBody(Buffer.from(text), code)).toString('utf8')

  it('[BD-41] hides a card number with spaces, no-break spaces and dashes, and nothing beside it', () => {
    for (const separator of ['', ' ', '-', '\u00A0', '–', '  '])
      expect(kept(`карта ${['4000', '0000', '0000', '0002'].join(separator)}!`, 'RG-MALFORMED')).toBe(
        `карта ${['****', '****', '****', '****'].join(separator)}!`,
      )
  })

  it('[BD-41] leaves references, short numbers, and numbers that are no card', () => {
    const text = 'e0120001-6b2f-11f0-8de9-024215000007, 526112000871, 4000000000000003, +79000000002'
    expect(kept(text, 'RG-VALIDATION')).toBe(text)
    expect(kept('4000000000000003', 'RG-PAN-FORBIDDEN')).toBe('****************')
    expect(kept(`{"pan":"${PAN}"}`, null)).toBe(`{"pan":"${PAN}"}`)
  })

  it('[BD-41] hides a body whole when its card number cannot be seen', () => {
    const escaped = [...PAN].map((digit) => `\\u003${digit}`).join('')
    expect(kept(`{"pan":"${escaped}","other":"4000000000000003"}`, 'RG-PAN-FORBIDDEN')).toMatch(/^\*+$/)
    expect(kept('{"pan":4e15}', 'RG-PAN-FORBIDDEN')).toMatch(/^\*+$/)
  })

  it('[BD-41] keeps the length, whatever the bytes', () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256)
    expect(keptBody(bytes, 'RG-MALFORMED')).toHaveLength(bytes.length)
    expect(keptBody(bytes, 'RG-MALFORMED')).toEqual(bytes)
  })
})
