import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** One file is kept besides the current one. Bytes. */
const fileLimit = 1024 * 1024
const tailLines = 30

export interface ProgramLog {
  readonly file: string
  write(this: void, text: Buffer | string): void
  /** The last lines, for the person who has to find out why it stopped. */
  tail(): string
}

/** What the server process prints, in a file that stays below two times 1 MiB. Disk trouble never stops the program. */
export function createProgramLog(file: string): ProgramLog {
  let tail: string[] = []
  const write = (text: Buffer | string) => {
    tail = [...tail, ...String(text).split(/\r?\n/).filter(Boolean)].slice(-tailLines)
    try {
      mkdirSync(dirname(file), { recursive: true })
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > fileLimit) renameSync(file, `${file}.1`)
      appendFileSync(file, text)
    } catch {
      // A full disk or a read-only folder: the tail is still shown.
    }
  }
  return {
    file,
    write,
    tail: () => tail.join('\n'),
  }
}
