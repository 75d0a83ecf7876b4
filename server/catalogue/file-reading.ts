import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { CmlFinding, CmlSummary } from '../contracts/commerceml/model.ts'
import { createCmlReader } from '../contracts/commerceml/reader/reader.ts'
import { loaded, type LoadedRecord } from './loaded-item.ts'

/** Bytes read at a time; between two reads the import can be stopped. */
const CHUNK = 64 * 1024

export interface FileReading {
  onRecord(record: LoadedRecord): void
  onFinding(finding: CmlFinding): void
  /** Before a piece is parsed: bytes of the file with it, of how many. What it throws ends the reading. */
  onPiece(read: number, total: number): void
}

/** Reads a CommerceML file, synchronously. @throws CmlRefusal, what the file system says, what the handlers throw */
export function readFile(file: string, { onRecord, onFinding, onPiece }: FileReading): CmlSummary {
  const reader = createCmlReader({ onRecord: (record) => onRecord(loaded(record)), onFinding })
  const descriptor = openSync(file, 'r')
  try {
    const total = fstatSync(descriptor).size
    const buffer = new Uint8Array(CHUNK)
    for (let read = 0; ;) {
      const bytes = readSync(descriptor, buffer, 0, CHUNK, null)
      if (bytes === 0) return reader.end()
      read += bytes
      onPiece(read, total)
      reader.write(buffer.subarray(0, bytes))
    }
  } finally {
    closeSync(descriptor)
  }
}
