import type { Changes } from '../storage/changes.ts'
import { createQueue } from '../storage/queue.ts'
import type { KsupOnec } from '../../mocks/ksup-onec/service.ts'
import type { BankPayment } from '../../mocks/ksup-onec/model.ts'

export interface BankIncomesDeps {
  changes: Changes
  /** Enterprise whose payments become incomes, `''`: none. */
  enterprise(): string
  payments(enterprise: string): Promise<BankPayment[]>
  onec: Pick<KsupOnec, 'takeBankPayments'>
  report(error: unknown): void
}

/** Payments of the bank part of ReGate become incomes of the 1C that exchanges with КСУП. */
export interface BankIncomes {
  take(): Promise<{ made: number; changed: number }>
  /** Takes what is there, once for all who ask before it begins. */
  look(): void
  /** Looks, and looks again with every change of the bank. */
  follow(): void
  stop(): Promise<void>
}

export function createBankIncomes(deps: BankIncomesDeps): BankIncomes {
  const { changes, enterprise, payments, onec, report } = deps
  const queue = createQueue()
  let unfollow: (() => void) | null = null
  /** A look is queued and has not begun: it will see every change up to now. */
  let isDue = false

  async function takeNow(): Promise<{ made: number; changed: number }> {
    const id = enterprise()
    return id === '' ? { made: 0, changed: 0 } : onec.takeBankPayments(await payments(id))
  }

  function look(): void {
    if (isDue) return
    isDue = true
    queue(async () => {
      isDue = false
      await takeNow()
    }).catch(report)
  }

  return {
    take: () => queue(takeNow),
    look,
    follow() {
      unfollow ??= changes.subscribe(({ area }) => {
        if (area === 'regate') look()
      })
      look()
    },
    async stop() {
      unfollow?.()
      unfollow = null
      await queue(async () => {})
    },
  }
}
