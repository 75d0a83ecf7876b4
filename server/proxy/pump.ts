import type { Readable, Writable } from 'node:stream'
import type { BodyCopy } from './body-copy.ts'

export interface Pump {
  /** What the source waits for now; `null` while it is read. */
  held(): 'receiver' | 'copy' | null
  /** The receiver is gone: what still comes is only copied. */
  detach(): void
}

/**
 * Moves bytes from one end to the other and into the journal's copy, no faster than the slower of the two takes them, so that
 * a body of any size takes the same memory.
 * @param receiver `null`: the bytes are only copied
 * @param moved called for every chunk
 */
export function pump(source: Readable, receiver: Writable | null, copy: BodyCopy, moved: () => void): Pump {
  let to = receiver
  let receiverFull = false
  let copyFull = false

  const goOn = (): void => {
    if (!receiverFull && !copyFull) source.resume()
  }
  const onDrain = (): void => {
    receiverFull = false
    moved()
    goOn()
  }
  receiver?.on('drain', onDrain)

  source.on('data', (chunk: Buffer) => {
    moved()
    if (to && !to.write(chunk)) receiverFull = true
    const taken = copy.write(chunk)
    if (taken) {
      copyFull = true
      void taken.then(() => {
        copyFull = false
        goOn()
      })
    }
    if (receiverFull || copyFull) source.pause()
  })

  return {
    held() {
      return receiverFull ? 'receiver' : copyFull ? 'copy' : null
    },
    detach() {
      to = null
      receiver?.off('drain', onDrain)
      receiverFull = false
      goOn()
    },
  }
}
