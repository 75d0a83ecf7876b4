import { ksupCodes } from '../contracts/ksup/errors.ts'
import { refusal } from '../http/errors.ts'
import type { Timers } from '../storage/timers.ts'
import type { ServerMode } from './model.ts'

/** How the server behaves towards 1C; a person switches it. */
export interface ServerBehaviour {
  mode(): ServerMode
  slowMs(): number
  /** Whoever waits for a slow server goes on. */
  set(mode: ServerMode, slowMs: number): void
  /** Lets a request in; a slow server takes its time first. @throws ContractError `KS-INTERNAL`, `KS-MAINTENANCE`: nothing is stored */
  admit(): Promise<void>
  release(): void
}

/** `Retry-After` of a server under maintenance, s. */
const MAINTENANCE_RETRY_S = 30
const SLOW_MS = 5_000

export function createServerBehaviour(timers: Timers): ServerBehaviour {
  let current: ServerMode = 'ok'
  let slow = SLOW_MS
  const waiting = new Set<() => void>()

  const release = (): void => {
    for (const end of [...waiting]) end()
  }

  const think = (): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        timers.clear(timer)
        waiting.delete(end)
        resolve()
      }
      const timer = timers.set(end, slow)
      waiting.add(end)
    })

  return {
    mode: () => current,
    slowMs: () => slow,
    set(mode, slowMs) {
      current = mode
      slow = slowMs
      release()
    },
    async admit() {
      if (current === 'slow') await think()
      if (current === 'error')
        throw refusal(
          ksupCodes,
          'KS-INTERNAL',
          'Сервер интеграции ответил внутренней ошибкой: так включено в условиях.',
        )
      if (current === 'maintenance')
        throw refusal(
          ksupCodes,
          'KS-MAINTENANCE',
          'На сервере интеграции идёт обслуживание: повторите позже.',
          {
            retryAfter: MAINTENANCE_RETRY_S,
          },
        )
    },
    release,
  }
}
