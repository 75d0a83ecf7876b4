import type { FileHandle } from 'node:fs/promises'

/** Where the lines of a file begin, found out as far as somebody asks. Bytes and line numbers; lines count from 1. */
export interface LineIndex {
  /** Byte where the line begins, `null` when the file has fewer lines. */
  start(line: number): Promise<number | null>
  /** Byte after the line that begins at the byte `start`: where the next one begins, or the end of the file. */
  end(start: number): Promise<number>
  /** `null` until the file has been gone through. */
  total(): number | null
}

/** Every so many lines one is remembered: a gigabyte of short lines makes some 60 000 numbers. */
const STEP = 512
const CHUNK_BYTES = 1 << 20
const LF = 10
const CR = 13

/**
 * An index that reads on only when a line further down is wanted, a megabyte at a time, so that other requests are
 * answered meanwhile.
 * @param file opened for reading
 */
export function createLineIndex(file: FileHandle): LineIndex {
  /** Starts of the lines 1, 1 + STEP, 1 + 2 * STEP … */
  const marks = [0]
  let line = 1
  let at = 0
  let ended = false
  let lastByte = 0
  let lineBreak = LF
  let running: Promise<unknown> = Promise.resolve()
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)

  async function readOn(wanted: number): Promise<void> {
    // The first piece is read in any case: it tells what ends the lines.
    while (!ended && (at === 0 || line < wanted)) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, at)
      const bytes = chunk.subarray(0, bytesRead)
      // Files of old systems end their lines with CR alone; XML counts those lines too.
      if (at === 0 && !bytes.includes(LF) && bytes.includes(CR)) lineBreak = CR
      for (let found = bytes.indexOf(lineBreak); found >= 0; found = bytes.indexOf(lineBreak, found + 1)) {
        line++
        if ((line - 1) % STEP === 0) marks.push(at + found + 1)
      }
      at += bytesRead
      lastByte = bytes.at(-1) ?? lastByte
      ended = bytesRead < CHUNK_BYTES
    }
    // A line break at the very end begins no line that anybody sees.
    if (ended && lastByte === lineBreak) {
      line--
      lastByte = 0
    }
  }

  /** From the nearest remembered line on. Its own buffer: two callers may look at once. */
  async function walk(wanted: number): Promise<number> {
    const mark = Math.floor((wanted - 1) / STEP)
    let left = wanted - 1 - mark * STEP
    let from = marks[mark]!
    const bytes = Buffer.allocUnsafe(64 * 1024)
    while (left > 0) {
      const { bytesRead } = await file.read(bytes, 0, bytes.length, from)
      let end = -1
      while (left > 0 && (end = bytes.subarray(0, bytesRead).indexOf(lineBreak, end + 1)) >= 0) left--
      from += left > 0 ? bytesRead : end + 1
    }
    return from
  }

  return {
    async start(wanted) {
      running = running.then(() => readOn(wanted))
      await running
      return wanted > line ? null : walk(wanted)
    },
    async end(start) {
      const bytes = Buffer.allocUnsafe(64 * 1024)
      for (let from = start; ;) {
        const { bytesRead } = await file.read(bytes, 0, bytes.length, from)
        const found = bytes.subarray(0, bytesRead).indexOf(lineBreak)
        if (found >= 0) return from + found + 1
        if (bytesRead === 0) return from
        from += bytesRead
      }
    },
    total: () => (ended ? line : null),
  }
}
