import { describe, expect, it } from 'vitest'
import { isSuperseded, type Turn } from '../../server/contracts/ksup/inbox.ts'
import { createBankIncomes } from '../../server/ksup/bank-incomes.ts'
import { createChanges } from '../../server/storage/changes.ts'
import type { BankPayment } from '../../mocks/ksup-onec/model.ts'

const turn = (operation: string, seq: number | null, more: Partial<Turn> = {}): Turn => ({
  operation: `ksup.${operation}`,
  seq,
  arrival: 1,
  sourceRef: null,
  ...more,
})

describe('a refused message that is sent again', () => {
  it.each([
    ['orders', 'orders', true],
    ['contactChange', 'contactChange', true],
    ['nomenclatureCreate', 'nomenclatureChange', true],
    ['nomenclatureChange', 'nomenclatureChange', true],
    ['orders', 'income', false],
    ['orders', 'shipments', false],
    ['income', 'income', false],
    ['retail', 'retail', false],
    ['contactLink', 'contactChange', false],
    ['retail', 'contactChange', false],
    // Without a reference of the document it is not known which shipment it was.
    ['shipments', 'shipments', false],
  ])('[DD-06, DD-48] %s after a newer %s: too late is %s', (refused, newer, late) => {
    expect(isSuperseded(turn(refused, 1), [turn(newer, 2)])).toBe(late)
    // An older one never makes it void.
    expect(isSuperseded(turn(refused, 3), [turn(newer, 2)])).toBe(false)
  })

  it('[DD-40] shipments are told apart by their document', () => {
    const refused = turn('shipments', 1, { sourceRef: 'a' })
    expect(isSuperseded(refused, [turn('shipments', 2, { sourceRef: 'b' })])).toBe(false)
    expect(isSuperseded(refused, [turn('shipments', 2, { sourceRef: 'a' })])).toBe(true)
  })

  it('[section 5.2] messages without meta stand in the order of their arrival', () => {
    const refused = turn('orders', null, { arrival: 5 })
    expect(isSuperseded(refused, [turn('orders', null, { arrival: 6 })])).toBe(true)
    expect(isSuperseded(refused, [turn('orders', 9, { arrival: 4 })])).toBe(false)
  })
})

describe('bank payments as incomes', () => {
  function bank(enterprise: string) {
    const changes = createChanges()
    const asked: string[] = []
    const taken: (readonly BankPayment[])[] = []
    const errors: unknown[] = []
    const incomes = createBankIncomes({
      changes,
      enterprise: () => enterprise,
      async payments(id) {
        asked.push(id)
        if (asked.length === 1) throw new Error('not yet')
        return []
      },
      onec: {
        async takeBankPayments(payments) {
          taken.push(payments)
          return { made: payments.length, changed: 0 }
        },
      },
      report: (error) => void errors.push(error),
    })
    return { changes, incomes, asked, taken, errors }
  }

  it('[D-71] are taken at the start and with changes of the bank, several at once in one go', async () => {
    const { changes, incomes, asked, taken, errors } = bank('kolos')
    incomes.follow()
    await incomes.take()
    // The first look failed and was reported; the second one went on.
    expect([asked.length, taken.length, errors.length]).toEqual([2, 1, 1])
    changes.publish({ area: 'regate' })
    changes.publish({ area: 'regate' })
    changes.publish({ area: 'journal' })
    await incomes.stop()
    expect(taken).toHaveLength(2)
    changes.publish({ area: 'regate' })
    await incomes.stop()
    expect(taken).toHaveLength(2)
  })

  it('no enterprise: nothing is asked', async () => {
    const { incomes, asked } = bank('')
    expect(await incomes.take()).toEqual({ made: 0, changed: 0 })
    expect(asked).toEqual([])
  })
})
