import type { Mutant } from './mutant.ts'

export const mutantsX: readonly Mutant[] = [
  {
    scenario: 'x-week-end-of-a-shop',
    file: 'mocks/cml-onec/orders-run.ts',
    find: '!loaded.has(id)',
    replace: 'false',
    why: 'orders that 1C has changed never go up',
    step: 'Ушёл один заказ, товары не менялись',
    on: 'body.ordersSent',
  },
]
