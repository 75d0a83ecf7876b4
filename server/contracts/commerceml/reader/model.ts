import type { CmlFinding, CmlRecord, CmlSummary } from '../model.ts'

/** Bounds of what is read; a file beyond them is refused with a `CmlRefusal` (hostile input, issue point 7). */
export interface CmlLimits {
  /** @default 64 elements inside each other */
  depth: number
  /** Characters of one text or attribute value. @default 1_048_576 */
  text: number
  /** Characters of all that one record keeps (a document with its lines). @default 32 * 1_048_576 */
  record: number
  /** Findings handed out for one code; the rest is only counted. @default 1000 */
  findings: number
}

export interface CmlReaderOptions {
  limits?: Partial<CmlLimits>
  /** Records in the order of the file, heads (classifier, catalogue, package) before what they hold. */
  onRecord(record: CmlRecord): void
  onFinding?(finding: CmlFinding): void
}

/** A push reader in constant memory: bytes go in by pieces cut anywhere, records come out. */
export interface CmlReader {
  /** @throws CmlRefusal; the reader is dead after that */
  write(bytes: Uint8Array): void
  /** @throws CmlRefusal when the file is cut off, or was no CommerceML 2 */
  end(): CmlSummary
}
