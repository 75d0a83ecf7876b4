import type { FilledShape, Point } from './pdf-shapes.ts'

/** Filled shapes as a picture of pixels, for a reader of codes. */

export interface Drawing {
  rgba: Uint8ClampedArray
  width: number
  height: number
}

const QUIET_PIXELS = 24
/** A page of A4 at some 210 dpi: four pixels a module of the usual payment code. */
const LONG_SIDE = 2480
const PIXELS_OF_MODULE = 4
/** A finder pattern and little else has more outlines, or one outline of more corners. */
const CORNERS_OF_CODE = 150
/** Rows that edges cross and pixels that are painted, all together: more is a map, or an attack. */
const CROSSINGS_LIMIT = 2_000_000
const PAINT_LIMIT = 60_000_000

/** `null` when there are too few shapes for a code, or too many to draw. */
export function drawShapes(shapes: readonly FilledShape[]): Drawing | null {
  const outlines = shapes.flatMap((shape) => shape.outlines)
  if (outlines.reduce((sum, outline) => sum + outline.length, 0) < CORNERS_OF_CODE) return null
  const frame = frameOf(outlines)
  const long = Math.max(frame.width, frame.height)
  if (!(long > 0) || !Number.isFinite(long)) return null
  const scale = Math.min(LONG_SIDE / long, PIXELS_OF_MODULE / usualHeight(outlines))
  const width = Math.ceil(frame.width * scale) + 2 * QUIET_PIXELS
  const height = Math.ceil(frame.height * scale) + 2 * QUIET_PIXELS
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255)
  const place = ([x, y]: Point): Point => [
    (x - frame.left) * scale + QUIET_PIXELS,
    (frame.top - y) * scale + QUIET_PIXELS,
  ]
  const drawing = { rgba, width, height }
  const left = { crossings: CROSSINGS_LIMIT, paint: PAINT_LIMIT }
  for (const { outlines: own, evenOdd } of shapes) {
    fill(
      own.map((outline) => outline.map(place)),
      evenOdd,
      drawing,
      left,
    )
    if (left.crossings < 0 || left.paint < 0) return null
  }
  return drawing
}

function frameOf(outlines: readonly Point[][]) {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity]
  for (const outline of outlines)
    for (const [x, y] of outline) {
      left = Math.min(left, x)
      right = Math.max(right, x)
      bottom = Math.min(bottom, y)
      top = Math.max(top, y)
    }
  return { left, top, width: right - left, height: top - bottom }
}

/** The height that most outlines have: of a row of modules. */
function usualHeight(outlines: readonly Point[][]): number {
  const counts = new Map<string, number>()
  for (const outline of outlines) {
    const ys = outline.slice(0, 16).map(([, y]) => y)
    const height = Math.max(...ys) - Math.min(...ys)
    if (height > 0) counts.set(height.toFixed(2), (counts.get(height.toFixed(2)) ?? 0) + 1)
  }
  const [usual] = [...counts].sort((a, b) => b[1] - a[1])
  return Math.max(Number(usual?.[0] ?? 0), 0.01)
}

interface Crossing {
  x: number
  turn: number
}

/** What may still be done for this drawing. */
interface Budget {
  crossings: number
  paint: number
}

/** Scan lines through the middle of the rows, as far as the budget goes. */
function fill(outlines: readonly Point[][], evenOdd: boolean, drawing: Drawing, left: Budget): void {
  const rows = new Map<number, Crossing[]>()
  for (const outline of outlines)
    for (let i = 0; i < outline.length; i += 1) {
      const [x1, y1] = outline[i]!
      const [x2, y2] = outline[(i + 1) % outline.length]!
      const from = Math.ceil(Math.min(y1, y2) - 0.5)
      const to = Math.ceil(Math.max(y1, y2) - 0.5)
      left.crossings -= to - from
      if (left.crossings < 0) return
      for (let row = from; row < to; row += 1) {
        const x = x1 + ((row + 0.5 - y1) / (y2 - y1)) * (x2 - x1)
        const found = rows.get(row)
        if (found) found.push({ x, turn: y2 > y1 ? 1 : -1 })
        else rows.set(row, [{ x, turn: y2 > y1 ? 1 : -1 }])
      }
    }
  for (const [row, found] of rows) {
    left.paint -= fillRow(row, found, evenOdd, drawing)
    if (left.paint < 0) return
  }
}

/** @returns how many pixels were painted */
function fillRow(row: number, found: Crossing[], evenOdd: boolean, { rgba, width }: Drawing): number {
  found.sort((a, b) => a.x - b.x)
  let winding = 0
  let painted = 0
  for (let i = 0; i + 1 < found.length; i += 1) {
    winding += found[i]!.turn
    if (evenOdd ? i % 2 === 1 : winding === 0) continue
    const from = Math.ceil(found[i]!.x - 0.5)
    const to = Math.ceil(found[i + 1]!.x - 0.5)
    painted += to - from
    for (let x = from; x < to; x += 1) rgba.fill(0, (row * width + x) * 4, (row * width + x) * 4 + 3)
  }
  return painted
}
