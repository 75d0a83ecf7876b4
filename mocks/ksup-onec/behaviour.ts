import { ksupCodes } from '../../server/contracts/ksup/errors.ts'
import { refusal } from '../../server/http/errors.ts'
import type { Timers } from '../../server/storage/timers.ts'
import type { OnecMode } from './model.ts'

/** How the service of 1C behaves towards КСУП; a person switches it. */
export interface Behaviour {
  mode(): OnecMode
  /** Whoever waits for a slow 1C goes on. */
  set(mode: OnecMode, slowMs: number): void
  /**
   * Lets a call in; a slow 1C thinks first.
   * @param writes locked data are in the way of those that write
   * @throws ContractError `KS-MAINTENANCE`, `KS-LOCK`
   */
  admit(writes: boolean): Promise<void>
  /** Those who wait are sent away. */
  release(): void
}

const away = () =>
  refusal(ksupCodes, 'KS-MAINTENANCE', 'Служба 1С сейчас не отвечает: база закрыта. Повторите позже.', {
    retryAfter: 5,
  })

const locked = () =>
  refusal(ksupCodes, 'KS-LOCK', 'Справочник контрагентов занят другим пользователем. Повторите позже.', {
    retryAfter: 5,
  })

export function createBehaviour(timers: Timers): Behaviour {
  let current: OnecMode = 'ok'
  let slowMs = 0
  const waiting = new Set<(goesOn: boolean) => void>()

  const endWaits = (goesOn: boolean): void => {
    for (const end of [...waiting]) end(goesOn)
  }

  const think = (): Promise<boolean> =>
    new Promise((resolve) => {
      const end = (goesOn: boolean): void => {
        timers.clear(timer)
        waiting.delete(end)
        resolve(goesOn)
      }
      const timer = timers.set(() => end(true), slowMs)
      waiting.add(end)
    })

  return {
    mode: () => current,
    set(mode, ms) {
      current = mode
      slowMs = ms
      endWaits(true)
    },
    async admit(writes) {
      const goesOn = current === 'slow' ? await think() : true
      if (!goesOn || current === 'down') throw away()
      if (current === 'locked' && writes) throw locked()
    },
    release: () => endWaits(false),
  }
}
