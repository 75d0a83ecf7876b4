/**
 * Text answers of the protocol (contract section 2.5): lines parted by LF, the first one says how it went.
 * Pure; both ends use it.
 */

export interface CmlAnswer {
  /** Line 1, trimmed and lower-cased, as 1C compares it. */
  status: string
  /** Lines as they came, the first included, without LF. A CR stays: УТ does not trim lines 2 and 3 of checkauth. */
  lines: string[]
  /** The text after the first line. */
  details: string
}

/** The body of an answer. Print LF only, and no line break at the end unless the site's profile has one. */
export const answerText = (...lines: readonly string[]): string => lines.join('\n')

/** @param text body without its BOM */
export function parseAnswer(text: string): CmlAnswer {
  const lines = text.split('\n')
  return { status: (lines[0] ?? '').trim().toLowerCase(), lines, details: lines.slice(1).join('\n').trim() }
}

/** What `init` says (section 3.1). */
export interface CmlInit {
  zip: boolean
  /** Bytes; 0: the client does not split. */
  limit: number
  sessid: string | null
  version: string | null
}

const valueOf = (lines: readonly string[], name: string): string | null => {
  const found = lines.map((line) => line.trim()).find((line) => line.toLowerCase().startsWith(`${name}=`))
  return found === undefined ? null : found.slice(name.length + 1)
}

/** Reads what can be read: an unparsable limit is 0 (section 3.1: the client does not split then). */
export function parseInit({ lines }: CmlAnswer): CmlInit {
  const limit = Number((valueOf(lines, 'file_limit') ?? '').trim())
  return {
    zip: (lines[0] ?? '').trim().toLowerCase() === 'zip=yes',
    limit: Number.isSafeInteger(limit) && limit > 0 ? limit : 0,
    sessid: valueOf(lines, 'sessid'),
    version: valueOf(lines, 'version'),
  }
}
