import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads'

/**
 * Messages between two threads that work without ever giving their turn back: the one that is ahead sleeps until the other has
 * caught up. Both look at whether the work is to stop.
 */

/** Messages under way at most: they bound the memory that reading ahead takes. */
const AHEAD = 4
/** ms after which a sleeping thread looks at the stop by itself. */
const PATIENCE_MS = 100

/** Words of the memory that the threads share. */
const Word = { stop: 0, sent: 1, taken: 2 } as const

const Reason = { none: 0, cancelled: 1, readerGone: 2 } as const

export interface HandOver {
  words: Int32Array<SharedArrayBuffer>
  port: MessagePort
}

/** Somebody wants the work to end. */
export class Stopped extends Error {}

export const newWords = (): HandOver['words'] => new Int32Array(new SharedArrayBuffer(3 * 4))

function stop(words: HandOver['words'], reason: number): void {
  Atomics.compareExchange(words, Word.stop, Reason.none, reason)
  Atomics.notify(words, Word.sent)
  Atomics.notify(words, Word.taken)
}

/** Ends the work of both threads as somebody's wish. */
export const cancel = (words: HandOver['words']): void => stop(words, Reason.cancelled)

/** Ends the work of a thread whose reader will never send its last message. */
export const readerGone = (words: HandOver['words']): void => stop(words, Reason.readerGone)

/** @throws Stopped when the work was cancelled, a bare error when the reader is gone */
export function throwIfStopped(words: HandOver['words']): void {
  const reason = Atomics.load(words, Word.stop)
  if (reason === Reason.cancelled) throw new Stopped()
  if (reason === Reason.readerGone) throw new Error('The thread that reads is gone')
}

/** Hands a message over, when there is room for it. @throws what `throwIfStopped` does */
export function send({ words, port }: HandOver, message: unknown): void {
  for (;;) {
    throwIfStopped(words)
    const taken = Atomics.load(words, Word.taken)
    if (Atomics.load(words, Word.sent) - taken < AHEAD) break
    Atomics.wait(words, Word.taken, taken, PATIENCE_MS)
  }
  port.postMessage(message)
  Atomics.add(words, Word.sent, 1)
  Atomics.notify(words, Word.sent)
}

/** The next message, as soon as there is one. @throws what `throwIfStopped` does */
export function receive({ words, port }: HandOver): unknown {
  const taken = Atomics.load(words, Word.taken)
  while (Atomics.load(words, Word.sent) === taken) {
    throwIfStopped(words)
    Atomics.wait(words, Word.sent, taken, PATIENCE_MS)
  }
  const message: unknown = receiveMessageOnPort(port)!.message
  Atomics.add(words, Word.taken, 1)
  Atomics.notify(words, Word.taken)
  return message
}
