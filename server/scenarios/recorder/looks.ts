import type { DeedInput, Exchange } from './model.ts'

/** Which objects show what a deed came to. */

export interface LookAt extends DeedInput {
  read: string
  title: string
}

/** What is looked at after a call itself: the object of the call, where its answer is not that object. */
const ofCalls: Readonly<Record<string, (params: Record<string, unknown>) => LookAt[]>> = {
  'regate.actOnRefund': ({ enterprise }) => [
    { read: 'regate.refunds', title: 'Возвраты предприятия', params: { enterprise } },
  ],
  'regate.loadStatement': ({ enterprise }) => [
    { read: 'regate.bank', title: 'Документы банка', params: { enterprise } },
  ],
}

type Subject = Exchange & { subject: string }

/** What is looked at after an exchange, by contract. An object that is not there is passed over. */
const ofContracts: Readonly<Record<string, (exchange: Subject) => LookAt[]>> = {
  'site-orders': ({ subject }) => [
    { read: 'site.order', title: 'Заказ на сайте', params: { id: subject } },
    { read: 'onec.order', title: 'Заказ в 1С', params: { id: subject } },
  ],
  regate: ({ subject, at }) =>
    at === null
      ? []
      : [
          {
            read: 'regate.order',
            title: 'Заказ в базе предприятия',
            params: { enterprise: at, order: subject },
          },
        ],
  ksup: ({ subject }) => [
    { read: 'ksup.deal', title: 'Сделка в КСУП', params: { number: subject } },
    { read: 'ksup.contact', title: 'Контакт в КСУП', params: { code: subject } },
  ],
}

/** Objects that one deed makes worth a look. */
const MOST = 4

/** Looks after a deed, each once. */
export function looksAfter(call: string | null, input: DeedInput, exchanges: readonly Exchange[]): LookAt[] {
  const found = new Map<string, LookAt>()
  const add = (look: LookAt): void => void found.set(JSON.stringify([look.read, look.params]), look)
  if (call !== null) for (const look of ofCalls[call]?.(input.params ?? {}) ?? []) add(look)
  for (const exchange of exchanges) {
    const { subject, operation } = exchange
    const of = ofContracts[operation.split('.')[0]!]
    if (subject !== null && of) for (const look of of({ ...exchange, subject })) add(look)
  }
  return [...found.values()].slice(0, MOST)
}
