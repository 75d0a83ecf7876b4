import QRCode from 'qrcode'
import { check } from './checks.ts'
import type { InvoiceCheck, QrLevel } from './model.ts'
import { paymentBytes } from './qr-text.ts'

/** Light modules around the symbol. One is the least that readers took, four is what the symbology asks for. */
export const QUIET_ZONE = 4

const MIN_MODULE_MM = 0.45

/** Tried in this order (section 1.5): a bigger module helps a reader more than a stronger level. */
const sizes: readonly { sizeMm: number; level: QrLevel }[] = [
  { sizeMm: 35, level: 'M' },
  { sizeMm: 35, level: 'L' },
  { sizeMm: 40, level: 'M' },
  { sizeMm: 40, level: 'L' },
]

/** A horizontal run of dark modules. */
export interface QrRun {
  x: number
  y: number
  length: number
}

export interface QrSymbol {
  version: number
  level: QrLevel
  /** Modules along a side, without the quiet zone. */
  modules: number
  sizeMm: number
  moduleMm: number
  /** The dark modules, row by row. */
  runs: QrRun[]
  /** The picture with its quiet zone, one module a unit. */
  svg: string
  /** `qr-too-dense` when even the largest size is finer than a reader likes. */
  checks: InvoiceCheck[]
}

/**
 * The symbol of a payment string: one byte segment in the encoding of its header, at the size and level of section 1.5.
 * `null` when no QR code holds that many bytes.
 */
export function qrSymbol(source: string | Uint8Array): QrSymbol | null {
  const bytes = typeof source === 'string' ? paymentBytes(source) : source
  const codes: Record<QrLevel, QRCode.QRCode | null> = {
    M: createCode(bytes, 'M'),
    L: createCode(bytes, 'L'),
  }
  const candidates = sizes.map((size) => ({ ...size, code: codes[size.level] }))
  const chosen =
    candidates.find(({ sizeMm, code }) => code && sizeMm / code.modules.size >= MIN_MODULE_MM) ??
    candidates.at(-1)!
  const { code, sizeMm, level } = chosen
  if (code === null) return null
  const modules = code.modules.size
  const runs = darkRuns(code)
  const moduleMm = sizeMm / modules
  return {
    version: code.version,
    level,
    modules,
    sizeMm,
    moduleMm,
    runs,
    svg: drawSvg(runs, modules),
    checks:
      moduleMm < MIN_MODULE_MM
        ? [
            check('qr-too-dense', 'qr', {
              value: `${moduleMm.toFixed(2)} mm`,
              expected: `≥ ${MIN_MODULE_MM} mm`,
            }),
          ]
        : [],
  }
}

function createCode(bytes: Uint8Array, level: QrLevel): QRCode.QRCode | null {
  try {
    return QRCode.create([{ data: bytes, mode: 'byte' }], { errorCorrectionLevel: level })
  } catch (error) {
    // The only thing the package refuses in a single byte segment is its length.
    if (error instanceof Error && error.message.includes('too big')) return null
    throw error
  }
}

function darkRuns({ modules }: QRCode.QRCode): QrRun[] {
  const runs: QrRun[] = []
  for (let y = 0; y < modules.size; y++) {
    for (let x = 0; x < modules.size; x++) {
      if (!modules.get(y, x)) continue
      const start = x
      while (x < modules.size && modules.get(y, x)) x++
      runs.push({ x: start, y, length: x - start })
    }
  }
  return runs
}

function drawSvg(runs: readonly QrRun[], modules: number): string {
  const side = modules + 2 * QUIET_ZONE
  const path = runs
    .map(({ x, y, length }) => `M${x + QUIET_ZONE} ${y + QUIET_ZONE}h${length}v1h-${length}z`)
    .join('')
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${path}"/></svg>`
  )
}
