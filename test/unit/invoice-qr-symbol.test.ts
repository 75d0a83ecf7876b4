import { describe, expect, it } from 'vitest'
import iconv from 'iconv-lite'
import QRCode from 'qrcode'
import { QUIET_ZONE, qrSymbol } from '../../server/invoice/qr/symbol.ts'

/** A Cyrillic payment string of exactly so many UTF-8 bytes. */
function stringOf(bytes: number): string {
  const head = 'ST00012|Name='
  const rest = bytes - head.length
  return head + 'ю'.repeat(Math.floor(rest / 2)) + 'x'.repeat(rest % 2)
}

describe('the payment symbol', () => {
  it.each([
    [299, { version: 13, level: 'M', sizeMm: 35 }],
    [344, { version: 14, level: 'M', sizeMm: 35 }],
    [400, { version: 15, level: 'M', sizeMm: 35 }],
    [500, { version: 15, level: 'L', sizeMm: 35 }],
    [600, { version: 17, level: 'L', sizeMm: 40 }],
  ])('[A-44][A-46] %i bytes take the first size with modules of 0.45 mm', (bytes, expected) => {
    const symbol = qrSymbol(stringOf(bytes))!
    expect(symbol).toMatchObject(expected)
    expect(symbol.moduleMm).toBeGreaterThanOrEqual(0.45)
    expect(symbol.checks).toEqual([])
  })

  it('[A-44] a string too dense for 0.45 mm is drawn at the largest size and said', () => {
    const symbol = qrSymbol(stringOf(700))!
    expect(symbol).toMatchObject({
      sizeMm: 40,
      level: 'L',
      checks: [{ code: 'qr-too-dense', severity: 'warning' }],
    })
    expect(symbol.moduleMm).toBeLessThan(0.45)
  })

  it('[A-44] a string that no symbol holds has none', () => {
    expect(qrSymbol(stringOf(2953))).not.toBeNull()
    expect(qrSymbol(stringOf(2954))).toBeNull()
  })

  it('[A-46] the text is one byte segment in the encoding of its header', () => {
    const text = 'ST00011|Name=ООО «Лоза и Колос»|BankName=Банк № 1'
    const bytes = iconv.encode(text, 'windows-1251')
    const { modules, version } = QRCode.create([{ data: bytes, mode: 'byte' }], { errorCorrectionLevel: 'M' })
    const symbol = qrSymbol(text)!
    expect(symbol.version).toBe(version)
    const dark = new Set(
      symbol.runs.flatMap(({ x, y, length }) => Array.from({ length }, (_, i) => `${x + i}:${y}`)),
    )
    for (let y = 0; y < modules.size; y++) {
      for (let x = 0; x < modules.size; x++) {
        expect(dark.has(`${x}:${y}`)).toBe(Boolean(modules.get(y, x)))
      }
    }
  })

  it('[A-46] the picture is black on white with a quiet zone of four modules', () => {
    const { svg, modules, runs } = qrSymbol(stringOf(300))!
    const side = modules + 2 * QUIET_ZONE
    expect(svg).toContain(`viewBox="0 0 ${side} ${side}"`)
    const corners = [...svg.matchAll(/M(\d+) (\d+)h(\d+)v1/g)].map((match) => match.slice(1).map(Number))
    expect(corners).toHaveLength(runs.length)
    for (const [x, y, length] of corners as [number, number, number][]) {
      expect(x).toBeGreaterThanOrEqual(QUIET_ZONE)
      expect(y).toBeGreaterThanOrEqual(QUIET_ZONE)
      expect(x + length).toBeLessThanOrEqual(side - QUIET_ZONE)
    }
    // Three finder patterns begin with a run of seven.
    expect(
      corners.filter(([x, y, length]) => x === QUIET_ZONE && y === QUIET_ZONE && length === 7),
    ).toHaveLength(1)
  })
})
