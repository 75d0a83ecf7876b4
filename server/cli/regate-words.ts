import type { LoadReport, PlayedCall } from '../../mocks/restore/model.ts'

/** What a person at a terminal is told of the player. */

const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} мс`

/** `booking: 201, 34 мс`, with the reason when it failed. */
export function describeCall({ method, ok, status, code, message, durationMs, advice }: PlayedCall): string {
  const head = `${method}: ${status ?? 'ответа нет'}, ${ms(durationMs)}`
  if (ok) return head
  const reason = [code, message].filter(Boolean).join(' ')
  return [head, reason, ...(advice ? [advice.ru] : [])].filter(Boolean).join(' — ')
}

const states = { running: 'идёт', done: 'завершена', stopped: 'остановлена' } as const

export function describeLoad({ state, purchases, calls, durationMs, errors, methods }: LoadReport): string {
  return [
    `Нагрузка ${states[state]}: покупок ${purchases.done} из ${purchases.planned}, не удалось ${purchases.failed}; вызовов ${calls} за ${(durationMs / 1000).toFixed(1)} с`,
    ...methods.map(
      ({ method, calls: made, errors: failed, p50, p95, p99, max }) =>
        `${method}: вызовов ${made}, ошибок ${failed}, p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}, наибольшее ${ms(max)}`,
    ),
    ...errors.map(({ code, count }) => `${code} ×${count}`),
  ].join('\n')
}
