import { CmlRefusal, type CmlSummary } from '../../contracts/commerceml/model.ts'
import { isFileError, readFile, type FileReading } from '../file-reading.ts'
import type { ReadTask } from '../job-messages.ts'
import { batchWriter, tell, type Batch } from './batch.ts'
import { throwIfStopped, receive, send, Stopped, type HandOver } from './hand-over.ts'

/** Pieces of the file in one message. */
const PIECES = 2

/** How a reading ended; errors lose their class and their members on the way. */
type End =
  | { end: 'read'; summary: CmlSummary }
  | { end: 'refused'; refusal: Pick<CmlRefusal, 'code' | 'text' | 'place'> }
  | { end: 'unreadable'; message: string; syscall: string }

function endOf(error: unknown): End {
  if (error instanceof CmlRefusal) {
    const { code, text, place } = error
    return { end: 'refused', refusal: { code, text, place } }
  }
  if (isFileError(error)) return { end: 'unreadable', message: error.message, syscall: error.syscall }
  throw error
}

/**
 * Reads a file in a thread of its own and hands over what it holds; ends early when the work is stopped.
 * @throws what is no fault of the file
 */
export function readAhead({ file, ...handOver }: ReadTask): void {
  let batch: Batch = []
  let pieces = 0
  const told = batchWriter(() => batch)
  const flush = (): void => {
    send(handOver, batch)
    batch = []
  }
  const read = (): End => {
    try {
      const summary = readFile(file, {
        ...told,
        onPiece(read, total) {
          throwIfStopped(handOver.words)
          if (pieces > 0 && pieces % PIECES === 0) flush()
          pieces += 1
          told.onPiece(read, total)
        },
      })
      return { end: 'read', summary }
    } catch (error) {
      return endOf(error)
    }
  }
  try {
    const end = read()
    flush()
    send(handOver, end)
  } catch (error) {
    // Whoever cancelled hears it from the thread that writes.
    if (!(error instanceof Stopped)) throw error
  }
}

/** `readFile` of a file that another thread reads. @throws what that does, and what `throwIfStopped` does */
export function followReading(handOver: HandOver, reading: FileReading): CmlSummary {
  for (;;) {
    const message = receive(handOver) as Batch | End
    if (Array.isArray(message)) tell(message, reading)
    else if (message.end === 'read') return message.summary
    else if (message.end === 'unreadable')
      throw Object.assign(new Error(message.message), { syscall: message.syscall })
    else {
      const { code, text, place } = message.refusal
      throw new CmlRefusal(code, text, place)
    }
  }
}
