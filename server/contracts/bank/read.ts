import { createNotes, type Note } from '../wire/notes.ts'
import { decodeStatement } from './encoding.ts'
import { linesOf } from './lines.ts'
import { StatementReader } from './reader.ts'
import { readerNotes } from './reader-notes.ts'
import { headerOf } from './sections.ts'
import { bounds, FIRST_LINE, type Statement } from './statement.ts'

const emptyStatement = (): Statement => ({
  refused: true,
  encoding: 'windows-1251',
  header: headerOf([], { warn: () => undefined, broken: () => undefined }),
  accounts: [],
  documents: [],
  skipped: 0,
  findings: [],
})

/**
 * Reads a bank statement (`1CClientBankExchange`, B-72, BD-39, regate section 8.1): windows-1251, cp866 or UTF-8, any line breaks.
 * Never throws. A broken section is an error among the findings and is left out, the rest is read (section 8.2); a file that is
 * no statement, is over 20 MiB or has over 100 000 documents comes back `refused` with nothing read.
 * All codes begin with `BANK-`; lines and columns count from 1 and belong to the text after decoding.
 */
export function readStatement(bytes: Uint8Array): Statement {
  const refuse = (note: Note, line = 1): Statement => {
    const reason = createNotes()
    reason.add({ line, column: 1 }, { ...note, severity: 'error' })
    return { ...emptyStatement(), findings: reason.list() }
  }
  if (bytes.length > bounds.bytes) return refuse(readerNotes.tooLarge(bytes.length))
  if (!beginsAsStatement(bytes)) return refuse(readerNotes.noStatement)

  const notes = createNotes()
  const { text, encoding } = decodeStatement(bytes, notes)
  const reader = new StatementReader(notes)
  let lastLine = 1
  // Ctrl-Z is how DOS programs end a text file.
  for (const line of linesOf(text.endsWith('\x1a') ? text.slice(0, -1) : text)) {
    lastLine = line.number
    if (line.number === 1) continue
    const unreadable = line.text.indexOf('\uFFFD')
    if (unreadable >= 0)
      notes.add({ line: line.number, column: unreadable + 1 }, readerNotes.unreadable(encoding))
    if (!reader.take(line)) return refuse(readerNotes.tooMany, line.number)
  }
  return { refused: false, encoding, ...reader.finish(lastLine), findings: notes.list() }
}

/** The first line, looked at before decoding: it is ASCII in every encoding of the format. A BOM may stand before it. */
function beginsAsStatement(bytes: Uint8Array): boolean {
  const head = new TextDecoder('utf-8').decode(bytes.subarray(0, FIRST_LINE.length + 64))
  return head.split(/[\r\n]/)[0]!.trim() === FIRST_LINE
}
