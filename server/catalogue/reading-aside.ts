import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads'
import { CmlRefusal, type CmlFinding, type CmlPlace, type CmlSummary } from '../contracts/commerceml/model.ts'
import type { Text } from '../contracts/text.ts'
import { readFile, type FileReader } from './file-reading.ts'
import type { LoadedRecord } from './loaded-item.ts'

/**
 * Reading in a thread of its own: parsing takes as long as storing, and the two can go on at once. Both ends are synchronous
 * and wait for each other on words of shared memory.
 */

/** What the reading thread is started with. */
export interface ReadTask {
  file: string
  port: MessagePort
  words: SharedArrayBuffer
}

/** Bytes of shared memory that one reading needs. */
export const READING_WORDS_BYTES = 12
/** Messages sent; position in the file of what was taken, modulo 2³²; whether the reading thread is gone, and why. */
const [SENT, TAKEN, LOST] = [0, 1, 2]
/** Bytes of the file that may be read and not yet stored: bounds the memory of what is under way. */
const AHEAD = 2 * 1024 * 1024

type ReadMessage =
  | { kind: 'piece'; events: (LoadedRecord | CmlFinding)[]; read: number; total: number }
  | { kind: 'end'; summary: CmlSummary }
  | { kind: 'refused'; code: string; text: Text; place: CmlPlace }
  | { kind: 'unreadable'; message: string; syscall: string }

const [ENDED, OUT_OF_MEMORY] = [1, 2]

/** Thrown at the taking end: the reading thread ended before the file did. */
export class ReadingLost extends Error {
  readonly outOfMemory: boolean

  constructor(outOfMemory: boolean) {
    super('The thread that reads the file ended before the file did.')
    this.outOfMemory = outOfMemory
  }
}

/** Tells the taking end that no more will come than what was sent. */
export function endReading(memory: SharedArrayBuffer, outOfMemory: boolean): void {
  const words = new Int32Array(memory)
  Atomics.store(words, LOST, outOfMemory ? OUT_OF_MEMORY : ENDED)
  // Counted like a message: whoever is about to wait for one does not fall asleep.
  Atomics.add(words, SENT, 1)
  Atomics.notify(words, SENT)
}

/** The whole work of the reading thread. */
export function giveFile({ file, port, words: memory }: ReadTask): void {
  const words = new Int32Array(memory)
  const send = (message: ReadMessage): void => {
    port.postMessage(message)
    Atomics.add(words, SENT, 1)
    Atomics.notify(words, SENT)
  }
  let events: (LoadedRecord | CmlFinding)[] = []
  let read = 0
  let total = 0
  const sendPiece = (): void => {
    send({ kind: 'piece', events, read, total })
    events = []
    for (;;) {
      const taken = Atomics.load(words, TAKEN)
      if (((read - taken) | 0) < AHEAD) return
      Atomics.wait(words, TAKEN, taken)
    }
  }
  try {
    const summary = readFile(file)({
      onRecord: (record) => void events.push(record),
      onFinding: (finding) => void events.push(finding),
      onPiece(now, size) {
        if (read > 0) sendPiece()
        read = now
        total = size
      },
    })
    sendPiece()
    send({ kind: 'end', summary })
  } catch (error) {
    if (error instanceof CmlRefusal) {
      const { code, text, place } = error
      sendPiece()
      send({ kind: 'refused', code, text, place })
    } else if (error instanceof Error && 'syscall' in error) {
      send({ kind: 'unreadable', message: error.message, syscall: String(error.syscall) })
    } else throw error
  }
}

/** Takes what `giveFile` gives at the other end. Also throws a `ReadingLost`. */
export const takeFile =
  (port: MessagePort, memory: SharedArrayBuffer): FileReader =>
  ({ onRecord, onFinding, onPiece }) => {
    const words = new Int32Array(memory)
    for (let received = 0; ; received++) {
      const message = next(port, words, received)
      switch (message.kind) {
        case 'piece':
          onPiece(message.read, message.total)
          for (const event of message.events) {
            if ('kind' in event) onRecord(event)
            else onFinding(event)
          }
          Atomics.store(words, TAKEN, message.read | 0)
          Atomics.notify(words, TAKEN)
          break
        case 'end':
          return message.summary
        case 'refused':
          throw new CmlRefusal(message.code, message.text, message.place)
        case 'unreadable':
          throw Object.assign(new Error(message.message), { syscall: message.syscall })
      }
    }
  }

function next(port: MessagePort, words: Int32Array, received: number): ReadMessage {
  for (;;) {
    const lost = Atomics.load(words, LOST)
    const answer = receiveMessageOnPort(port) as { message: ReadMessage } | undefined
    if (answer) return answer.message
    if (lost !== 0) throw new ReadingLost(lost === OUT_OF_MEMORY)
    Atomics.wait(words, SENT, received)
  }
}
