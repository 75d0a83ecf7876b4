import type { Timers } from '../../server/storage/timers.ts'
import type { KsupMode } from './model.ts'

/** How КСУП behaves towards the server; a person switches it (DD-04). */
export interface Behaviour {
  mode(): KsupMode
  /** Whoever waits for a slow КСУП goes on. */
  set(mode: KsupMode, slowMs: number): void
  /** @returns why КСУП does not take a message now, `null` when it does; a slow one thinks first */
  admit(): Promise<string | null>
  /** Those who wait are sent away. */
  release(): void
}

export function createBehaviour(timers: Timers): Behaviour {
  let current: KsupMode = 'ok'
  let slowMs = 0
  const waiting = new Set<(reason: string | null) => void>()

  const endWaits = (reason: string | null): void => {
    for (const end of [...waiting]) end(reason)
  }

  const think = (): Promise<string | null> =>
    new Promise((resolve) => {
      const end = (reason: string | null): void => {
        timers.clear(timer)
        waiting.delete(end)
        resolve(reason)
      }
      const timer = timers.set(() => end(null), slowMs)
      waiting.add(end)
    })

  const refusal = (): string | null => {
    if (current === 'down') return 'КСУП не отвечает'
    return current === 'error' ? 'КСУП ответила ошибкой 500' : null
  }

  return {
    mode: () => current,
    set(mode, ms) {
      current = mode
      slowMs = ms
      endWaits(null)
    },
    admit: async () => (current === 'slow' ? await think() : null) ?? refusal(),
    release: () => endWaits('КСУП остановлена'),
  }
}
