/** What a page of a PDF fills with a dark colour: the modules of a code that is drawn and not a picture. */

export type Point = readonly [x: number, y: number]

/** Closed outlines that one operator fills together. */
export interface FilledShape {
  outlines: Point[][]
  evenOdd: boolean
}

type Matrix = readonly [number, number, number, number, number, number]

interface State {
  matrix: Matrix
  dark: boolean
}

const TOKEN =
  /\((?:\\[\s\S]|[^\\()])*\)|<[0-9A-Fa-f\s]*>|\/[^\s/<>[\](){}]*|[-+]?(?:\d+\.?\d*|\.\d+)|[A-Za-z'"*]+/g
/** Of the curve between two points; outlines of codes are straight, dots are round. */
const CURVE_STEPS = [0.25, 0.5, 0.75, 1]

const times = ([a, b, c, d, e, f]: Matrix, [A, B, C, D, E, F]: Matrix): Matrix => [
  a * A + b * C,
  a * B + b * D,
  c * A + d * C,
  c * B + d * D,
  e * A + f * C + E,
  e * B + f * D + F,
]

/** Text, strokes, clips and patterns are passed over. Coordinates are those of the page, upwards. */
export function filledShapes(content: string): FilledShape[] {
  const shapes: FilledShape[] = []
  const stack: State[] = []
  let state: State = { matrix: [1, 0, 0, 1, 0, 0], dark: true }
  let operands: number[] = []
  let outlines: Point[][] = []
  let at: Point = [0, 0]

  const placed = ([x, y]: Point): Point => {
    const [a, b, c, d, e, f] = state.matrix
    return [a * x + c * y + e, b * x + d * y + f]
  }
  const begin = (...points: Point[]) => outlines.push(points.map(placed))
  const lineTo = (point: Point) => {
    outlines.at(-1)?.push(placed(point))
    at = point
  }
  const curve = (p1: Point, p2: Point, p3: Point) => {
    const p0 = at
    for (const t of CURVE_STEPS) {
      const [k0, k1, k2, k3] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3]
      lineTo([
        k0 * p0[0] + k1 * p1[0] + k2 * p2[0] + k3 * p3[0],
        k0 * p0[1] + k1 * p1[1] + k2 * p2[1] + k3 * p3[1],
      ])
    }
  }
  const fill = (evenOdd: boolean) => {
    if (state.dark && outlines.length > 0) shapes.push({ outlines, evenOdd })
    outlines = []
  }
  const colour = (light: number) => (state = { ...state, dark: light < 0.5 })

  const operators: Record<string, (n: number[]) => unknown> = {
    q: () => stack.push(state),
    Q: () => (state = stack.pop() ?? state),
    cm: (n) => (state = { ...state, matrix: times(n.slice(-6) as unknown as Matrix, state.matrix) }),
    g: ([grey = 0]) => colour(grey),
    rg: ([r = 0, g = 0, b = 0]) => colour((r + g + b) / 3),
    k: ([c = 0, m = 0, y = 0, k = 0]) => colour(1 - Math.min(1, k + (c + m + y) / 3)),
    sc: (n) => operators[['', 'g', '', 'rg', 'k'][n.length] ?? '']?.(n),
    scn: (n) => operators['sc']!(n),
    m: ([x = 0, y = 0]) => {
      begin([x, y])
      at = [x, y]
    },
    l: ([x = 0, y = 0]) => lineTo([x, y]),
    c: ([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]) => curve([a, b], [c, d], [e, f]),
    v: ([c = 0, d = 0, e = 0, f = 0]) => curve(at, [c, d], [e, f]),
    y: ([a = 0, b = 0, e = 0, f = 0]) => curve([a, b], [e, f], [e, f]),
    re: ([x = 0, y = 0, w = 0, h = 0]) => begin([x, y], [x + w, y], [x + w, y + h], [x, y + h]),
    S: () => (outlines = []),
    s: () => (outlines = []),
    n: () => (outlines = []),
  }
  for (const name of ['f', 'F', 'B', 'b']) operators[name] = () => fill(false)
  for (const name of ['f*', 'B*', 'b*']) operators[name] = () => fill(true)

  for (const [token] of content.matchAll(TOKEN)) {
    if (/^[-+.\d]/.test(token)) {
      operands.push(Number(token))
    } else if (/^[A-Za-z'"]/.test(token)) {
      operators[token]?.(operands)
      operands = []
    }
  }
  return shapes
}
