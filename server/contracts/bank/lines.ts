/** One line of a file, without its break. */
export interface Line {
  text: string
  /** Counts from 1. */
  number: number
}

/** The lines of a text one by one: broken by CRLF, LF or CR, never all in memory at once. */
export function* linesOf(text: string): Generator<Line> {
  const breaks = /\r\n|\n|\r/g
  let start = 0
  let number = 1
  for (;;) {
    const match = breaks.exec(text)
    yield { text: text.slice(start, match?.index), number }
    if (!match) return
    start = breaks.lastIndex
    number += 1
  }
}

/** A line taken apart at its first `=`. */
export interface Pair {
  key: string
  value: string
  /** Where the value begins in the line, counted from 1. */
  column: number
  /** `false` when the line has no `=`: then all of it is the key. */
  assigned: boolean
}

export function pairOf(line: string): Pair {
  const at = line.indexOf('=')
  if (at < 0) return { key: line.trim(), value: '', column: line.length + 1, assigned: false }
  return { key: line.slice(0, at).trim(), value: line.slice(at + 1), column: at + 2, assigned: true }
}
