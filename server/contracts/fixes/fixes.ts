import type { Finding } from '../finding.ts'
import { placesOf } from './lexer.ts'
import { missingFixes } from './missing.ts'
import { fixTitles, type Fix, type FixKind, type TextEdit } from './model.ts'
import { indexRanges, rangesOf } from './ranges.ts'
import { syntaxFixes } from './syntax.ts'
import { valueFixes, type Reading } from './values.ts'
import { elementFixes, entityFixes, prologEdit } from './xml.ts'

export type { Fix, FixKind, TextEdit } from './model.ts'
export type { Reading } from './values.ts'

/** A larger text is fixed as a whole or by other means: the list of fixes would be of no use to a person. */
export const FIXABLE_LENGTH = 2 * 1024 * 1024

/** Kinds whose result depends on what is around them: each is tried before it is offered. */
const TRIED: ReadonlySet<FixKind> = new Set<FixKind>(['rename', 'group'])
/** Trying reads the whole text again. */
const TRIALS = 40

const isXml = (text: string): boolean => text.trimStart().startsWith('<')

/** Codes of the liberties with syntax and with a charset, by the contract that names them. */
const codesIn = (findings: readonly Finding[], candidates: readonly string[]): string | null =>
  findings.find(({ code }) => candidates.includes(code))?.code ?? null

/** The text with edits applied. Throws a `RangeError` for edits that overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort((a, b) => a.from - b.from || a.to - b.to)
  let out = ''
  let at = 0
  for (const { from, to, text: inserted } of sorted) {
    if (from < at) throw new RangeError('The edits overlap')
    out += text.slice(at, from) + inserted
    at = to
  }
  return out + text.slice(at)
}

/** The value that counts: a body without `meta` gets one that is made of its bytes (W-NO-META). */
function meaning({ value, findings }: Reading): string {
  if (!findings.some(({ code }) => code === 'W-NO-META')) return JSON.stringify(value)
  return JSON.stringify({ ...(value as object), meta: null })
}

/** How often the finding of a fix is there: a liberty with syntax is told by its line, one with a value by its pointer. */
const times = ({ findings }: Reading, { code, pointer, line }: Fix): number =>
  findings.filter(
    (one) => one.code === code && (pointer === '' ? one.line === line : one.pointer === pointer),
  ).length

/** `true` when a fix takes its finding away and changes nothing of the value that is read. */
export function holds(text: string, fix: Fix, read: (text: string) => Reading): boolean {
  const before = read(text)
  const after = read(applyEdits(text, fix.edits))
  return meaning(before) === meaning(after) && times(after, fix) < times(before, fix)
}

/**
 * Every fix that a text admits, in the order of places. `read` is the lenient reader of the message that the text is.
 * `wasUtf8` is false for a text whose bytes were in another encoding or began with a BOM.
 */
export function findFixes(text: string, read: (text: string) => Reading, wasUtf8 = true): Fix[] {
  if (text.length > FIXABLE_LENGTH) return []
  const places = placesOf(text)
  const reading = read(text)
  const xml = isXml(text)
  const fixes = xml
    ? [...entityFixes(text, places), ...elementFixes(text, places, reading).filter(tried(text, read))]
    : jsonFixes(text, reading, read)
  const byPlace = fixes.sort((a, b) => a.line - b.line || a.column - b.column)
  return wasUtf8 ? byPlace : [encodingFix(text, xml, reading), ...byPlace]
}

/** A filter that lets those through which hold, as many as may be tried. */
function tried(text: string, read: (text: string) => Reading): (fix: Fix) => boolean {
  let trials = 0
  return (fix) => (trials += 1) <= TRIALS && holds(text, fix, read)
}

function jsonFixes(text: string, reading: Reading, read: (text: string) => Reading): Fix[] {
  const places = placesOf(text)
  const syntax = codesIn(reading.findings, ['LA-03', 'LB-08'])
  const bookmark = codesIn(reading.findings, ['LA-16'])
  const codeOf = (kind: FixKind): string | null =>
    kind === 'bookmark' ? bookmark : ['quotes', 'trailing-comma', 'comment'].includes(kind) ? syntax : null
  const spelling = syntaxFixes(text, places, codeOf)
  const root = rangesOf(text)
  const index = root && indexRanges(root)
  const values = index ? valueFixes(text, places, index, reading) : []
  const missing = index ? missingFixes(places, index, reading.findings) : []
  const trial = tried(text, read)
  return [...values.filter((fix) => !TRIED.has(fix.kind) || trial(fix)), ...missing, ...spelling]
}

function encodingFix(text: string, xml: boolean, { findings }: Reading): Fix {
  const edit = xml ? prologEdit(text) : null
  return {
    id: 'encoding',
    kind: 'encoding',
    title: fixTitles.encoding,
    safe: true,
    line: 1,
    column: 1,
    code: codesIn(findings, ['LA-01', 'LA-02', 'LB-01', 'LD-01', 'LD-02']),
    pointer: '',
    edits: edit ? [edit] : [],
  }
}

/** The fixes of a list that can be applied in one go; of two that touch the same place the first stays. */
function together(fixes: readonly Fix[]): Fix[] {
  const taken: TextEdit[] = []
  const clash = (edit: TextEdit): boolean =>
    taken.some(({ from, to }) => edit.from < to && from < edit.to) ||
    taken.some(({ from, to }) => edit.from === from && (edit.to === edit.from || to === from))
  return fixes.filter(({ edits }) => {
    if (edits.some(clash)) return false
    taken.push(...edits)
    return true
  })
}

/** One fix makes way for another: quotes of a name come after its renaming. More rounds than that are a circle. */
const ROUNDS = 12

/** Applies every safe fix until none is left. */
export function applyAllSafe(
  text: string,
  read: (text: string) => Reading,
  wasUtf8 = true,
): { text: string; applied: Fix[] } {
  const applied: Fix[] = []
  let now = text
  for (let round = 0; round < ROUNDS; round += 1) {
    const safe = findFixes(now, read, wasUtf8 || round > 0).filter((fix) => fix.safe)
    const chosen = together(safe)
    if (chosen.length === 0) break
    applied.push(...chosen)
    const next = applyEdits(
      now,
      chosen.flatMap(({ edits }) => edits),
    )
    if (next === now && round > 0) break
    now = next
  }
  return { text: now, applied }
}
