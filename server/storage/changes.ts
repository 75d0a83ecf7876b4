import { EventEmitter } from 'node:events'
import type { BenchEvent } from './bench-event.ts'

export type { BenchEvent } from './bench-event.ts'

/** The change feed inside the process: whoever stores something says so, the live events of the admin API listen. */
export interface Changes {
  /** Tells every listener, in the order of subscription. A listener that throws does not stop the others. */
  publish(event: BenchEvent): void
  /** @returns the function that ends the subscription */
  subscribe(listener: (event: BenchEvent) => void): () => void
}

export function createChanges(): Changes {
  const emitter = new EventEmitter()
  // Every open browser page is a listener; there is no number that would mean a leak.
  emitter.setMaxListeners(0)
  return {
    publish(event) {
      for (const listener of emitter.listeners('change')) {
        try {
          listener(event)
        } catch (error) {
          // The data is already stored: a page that cannot be told must not fail the exchange that changed it.
          console.error(error)
        }
      }
    },
    subscribe(listener) {
      emitter.on('change', listener)
      return () => void emitter.off('change', listener)
    },
  }
}
