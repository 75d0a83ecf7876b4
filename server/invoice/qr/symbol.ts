import QRCode from 'qrcode'
import { check } from '../checks.ts'
import type { InvoiceCheck } from '../model.ts'
import { qrCheck } from './checks.ts'
import { qrLevels, type QrLevel, type QrPicture } from './options.ts'
import { paymentBytes } from './text.ts'

/** Light modules around the symbol. One is the least that readers took, four is what the symbology asks for. */
export const QUIET_ZONE = 4

/** Finer modules are not read for certain from a print of 150 dpi (section 1.5). */
const MIN_MODULE_MM = 0.45

/** Tried in this order (section 1.5): a bigger module helps a reader more than a stronger level. */
const AUTO_SIZES_MM = [35, 40] as const
const AUTO_LEVELS = ['M', 'L'] as const

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
  /** `qr-too-dense` when even the largest size is finer than a reader likes, `qr-too-small` when somebody fixed the size. */
  checks: InvoiceCheck[]
}

/**
 * The symbol of a payment string: one byte segment in the encoding of its header. What is `auto` follows section 1.5; what
 * is fixed is kept, with a warning when the modules become finer than a reader likes. `null` when no QR code holds that
 * many bytes.
 */
export function qrSymbol(
  source: string | Uint8Array,
  { size, level }: QrPicture = { size: 'auto', level: 'auto' },
): QrSymbol | null {
  const bytes = typeof source === 'string' ? paymentBytes(source) : source
  const chosen = chosenSymbol(bytes, { size, level })
  if (chosen === null) return null
  const { code, sizeMm } = chosen
  const modules = code.modules.size
  const runs = darkRuns(code)
  return {
    version: code.version,
    level: chosen.level,
    modules,
    sizeMm,
    moduleMm: sizeMm / modules,
    runs,
    svg: drawSvg(runs, modules),
    checks: [
      ...densityChecks(modules, sizeMm, size !== 'auto'),
      ...(level !== 'auto' && chosen.level !== level
        ? [qrCheck('qr-level-lowered', 'qr', { value: level, expected: chosen.level })]
        : []),
    ],
  }
}

interface Candidate {
  code: QRCode.QRCode
  level: QrLevel
  sizeMm: number
}

/** The first size and level whose modules are large enough, else the last one, which has the largest; weaker levels when none holds. */
function chosenSymbol(bytes: Uint8Array, { size, level }: QrPicture): Candidate | null {
  const sizes = size === 'auto' ? AUTO_SIZES_MM : [size]
  const weaker = level === 'auto' ? [] : qrLevels.slice(0, qrLevels.indexOf(level)).reverse()
  for (const levels of [level === 'auto' ? AUTO_LEVELS : [level], ...weaker.map((one) => [one])]) {
    let last: Candidate | null = null
    for (const candidate of candidates(bytes, sizes, levels)) {
      if (candidate.sizeMm / candidate.code.modules.size >= MIN_MODULE_MM) return candidate
      last = candidate
    }
    if (last) return last
  }
  return null
}

/** One at a time: to lay out a code is the most that an invoice of a few lines costs. */
function* candidates(
  bytes: Uint8Array,
  sizes: readonly number[],
  levels: readonly QrLevel[],
): Generator<Candidate> {
  const codes = new Map<QrLevel, QRCode.QRCode | null>()
  for (const sizeMm of sizes)
    for (const level of levels) {
      if (!codes.has(level)) codes.set(level, createCode(bytes, level))
      const code = codes.get(level)
      if (code) yield { code, level, sizeMm }
    }
}

function densityChecks(modules: number, sizeMm: number, fixed: boolean): InvoiceCheck[] {
  const moduleMm = sizeMm / modules
  if (moduleMm >= MIN_MODULE_MM) return []
  const value = `${moduleMm.toFixed(2)} mm`
  if (!fixed) return [check('qr-too-dense', 'qr', { value, expected: `≥ ${MIN_MODULE_MM} mm` })]
  const side = Math.ceil(modules * MIN_MODULE_MM)
  return [qrCheck('qr-too-small', 'qr', { value, expected: `≥ ${MIN_MODULE_MM} mm (${side} × ${side} mm)` })]
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
