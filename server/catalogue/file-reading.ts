import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { CmlFinding, CmlRecord, CmlSummary } from '../contracts/commerceml/model.ts'
import { createCmlReader } from '../contracts/commerceml/reader/reader.ts'

/** Bytes read at a time; between two reads the import can be stopped. */
const CHUNK = 64 * 1024

export interface FileReading {
  onRecord(record: CmlRecord): void
  onFinding(finding: CmlFinding): void
  /** Before a piece is parsed: bytes of the file with it, of how many. What it throws ends the reading. */
  onPiece(read: number, total: number): void
}

/** Reads a CommerceML file, synchronously. @throws CmlRefusal, what the file system says, what the handlers throw */
export function readFile(file: string, { onRecord, onFinding, onPiece }: FileReading): CmlSummary {
  const reader = createCmlReader({ onRecord, onFinding })
  readPieces(file, (bytes, read, total) => {
    onPiece(read, total)
    reader.write(bytes)
  })
  return reader.end()
}

/**
 * The bytes of a file piece by piece, in memory that is used again: a stream would wait for each piece and allocate it.
 * @param take gets the bytes, and how many there were with them, of how many
 */
export function readPieces(
  file: string,
  take: (bytes: Uint8Array, read: number, total: number) => void,
): void {
  const descriptor = openSync(file, 'r')
  try {
    const total = fstatSync(descriptor).size
    const buffer = new Uint8Array(CHUNK)
    for (let read = 0; ;) {
      const bytes = readSync(descriptor, buffer, 0, CHUNK, null)
      if (bytes === 0) return
      read += bytes
      take(buffer.subarray(0, bytes), read, total)
    }
  } finally {
    closeSync(descriptor)
  }
}

/** What the file system said, not a defect. */
export const isFileError = (error: unknown): error is Error & { syscall: string } =>
  error instanceof Error && 'syscall' in error
