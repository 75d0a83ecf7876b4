import type { Note, Notes } from '../wire/notes.ts'
import { pairOf, type Line } from './lines.ts'
import { accountOf, documentOf, headerOf, type RawSection } from './sections.ts'
import { bounds, marks, type PlacedField, type Statement } from './statement.ts'
import { readerNotes } from './reader-notes.ts'
import type { FieldNotes } from './values.ts'

const closing = { document: marks.closeDocument, account: marks.closeAccount } as const

interface OpenSection extends RawSection {
  part: 'document' | 'account'
  broken: boolean
}

const warnOnly = (notes: Notes): FieldNotes => {
  const warn = (field: PlacedField, note: Note): void => notes.add(field, note)
  return { warn, broken: warn }
}

/** Reads the lines after the first one. Holds where in the file it is: in the header, in a section, or between sections. */
export class StatementReader {
  private readonly header: PlacedField[] = []
  private readonly accounts: Statement['accounts'] = []
  private readonly documents: Statement['documents'] = []
  private open: OpenSection | null = null
  private sectionsBegan = false
  private end: 'ahead' | 'passed' | 'followed' = 'ahead'
  private skipped = 0

  constructor(private readonly notes: Notes) {}

  /** `false` when there are more documents than a file may have. */
  take(line: Line): boolean {
    if (line.text.trim() === '') return true
    if (this.end !== 'ahead') {
      if (this.end === 'passed') this.notes.add({ line: line.number, column: 1 }, readerNotes.afterEnd)
      this.end = 'followed'
      return true
    }
    if (line.text.length > bounds.line) {
      this.fault({ line: line.number, column: bounds.line + 1 }, readerNotes.longLine)
      return true
    }
    const pair = pairOf(line.text)
    switch (pair.key) {
      case marks.openDocument:
        this.begin('document', pair.value.trim(), line.number)
        return this.documents.length < bounds.documents
      case marks.openAccount:
        this.begin('account', '', line.number)
        return true
      case marks.closeDocument:
      case marks.closeAccount:
        this.close(pair.key, line.number)
        return true
      case marks.end:
        this.interrupt()
        this.end = 'passed'
        return true
      default:
        if (!pair.assigned || pair.key === '') this.takeStray(line)
        else this.takeField({ key: pair.key, value: pair.value, line: line.number, column: pair.column })
        return true
    }
  }

  /** What was read, once the last line (its number is given) has been taken. */
  finish(lastLine: number): Pick<Statement, 'header' | 'accounts' | 'documents' | 'skipped'> {
    this.interrupt()
    if (this.end === 'ahead') this.notes.add({ line: lastLine, column: 1 }, readerNotes.noEnd)
    return {
      header: headerOf(this.header, warnOnly(this.notes)),
      accounts: this.accounts,
      documents: this.documents,
      skipped: this.skipped,
    }
  }

  private fault(spot: { line: number; column: number }, note: Note): void {
    if (this.open) this.open.broken = true
    this.notes.add(spot, { ...note, severity: this.open ? 'error' : 'warning' })
  }

  private begin(part: OpenSection['part'], kind: string, line: number): void {
    this.interrupt()
    this.sectionsBegan = true
    this.open = { part, kind, line, fields: [], broken: false }
  }

  /** The open section did not come to its end: whether it is whole cannot be known. */
  private interrupt(): void {
    if (!this.open) return
    const { line, part } = this.open
    this.fault({ line, column: 1 }, readerNotes.unclosed(closing[part]))
    this.open = null
    this.skipped += 1
  }

  private close(mark: string, line: number): void {
    const section = this.open
    if (!section || mark !== closing[section.part]) {
      this.fault({ line, column: 1 }, readerNotes.unopened(mark))
      return
    }
    const warned: { field: PlacedField; note: Note }[] = []
    const fieldNotes: FieldNotes = {
      warn: (field, note) => warned.push({ field, note }),
      broken: (field, note) => this.fault(field, note),
    }
    const collect = <T>(list: T[], name: string, read: (raw: RawSection, notes: FieldNotes) => T): void => {
      const value = read(section, fieldNotes)
      const pointer = section.broken ? '' : `/${name}/${list.length}`
      for (const { field, note } of warned) this.notes.add(field, { ...note, pointer })
      if (section.broken) this.skipped += 1
      else list.push(value)
    }
    if (section.part === 'document') collect(this.documents, 'documents', documentOf)
    else collect(this.accounts, 'accounts', accountOf)
    this.open = null
  }

  private takeField(field: PlacedField): void {
    if (!this.open && this.sectionsBegan) {
      this.notes.add({ line: field.line, column: 1 }, readerNotes.stray)
      return
    }
    const fields = this.open?.fields ?? this.header
    if (fields.length < bounds.fields) fields.push(field)
    else if (fields.length === bounds.fields && !this.open?.broken)
      this.fault({ line: field.line, column: 1 }, readerNotes.manyFields)
  }

  /** Some banks break a long purpose over several lines; anywhere else a line without a key makes its section doubtful. */
  private takeStray(line: Line): void {
    const last = this.open?.fields.at(-1)
    const spot = { line: line.number, column: 1 }
    if (last?.key.startsWith('НазначениеПлатежа')) {
      const value = `${last.value} ${line.text.trim()}`
      if (value.length > bounds.line) this.fault(spot, readerNotes.longLine)
      else {
        last.value = value
        this.notes.add(spot, readerNotes.continued)
      }
    } else this.fault(spot, readerNotes.stray)
  }
}
