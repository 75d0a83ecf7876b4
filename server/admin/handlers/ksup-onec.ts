import type { BenchParts } from '../deps.ts'
import type { AdminHandlers } from '../routes.ts'

/** The 1C that exchanges with КСУП, as its people work with it. */
export function ksupOnecHandlers({ ksup: { onec, takeBankPayments } }: Pick<BenchParts, 'ksup'>) {
  return {
    'ksupOnec.counterparties': ({ query }) => onec.counterparties(query),
    'ksupOnec.counterparty': ({ params }) => onec.counterparty(params.ref),
    'ksupOnec.createCounterparty': ({ body }) => onec.saveCounterparty(null, body),
    'ksupOnec.editCounterparty': ({ params, body }) => onec.saveCounterparty(params.ref, body),
    'ksupOnec.mergeCounterparties': ({ params, body }) => onec.mergeCounterparties(params.ref, body.into),
    'ksupOnec.groups': () => onec.groups(),
    'ksupOnec.createGroup': ({ body }) => onec.saveGroup(null, body),
    'ksupOnec.editGroup': ({ params, body }) => onec.saveGroup(params.ref, body),
    'ksupOnec.items': ({ query }) => onec.items(query),
    'ksupOnec.item': ({ params }) => onec.item(params.ref),
    'ksupOnec.createItem': ({ body }) => onec.saveItem(null, body),
    'ksupOnec.editItem': ({ params, body }) => onec.saveItem(params.ref, body),
    'ksupOnec.warehouses': () => onec.warehouses(),
    'ksupOnec.cards': () => onec.cards(),
    'ksupOnec.saveCard': ({ body }) => onec.saveCard(body.code, body.owner),
    'ksupOnec.agreements': ({ query }) => onec.agreements(query),
    'ksupOnec.createAgreement': ({ body }) => onec.saveAgreement(null, body),
    'ksupOnec.editAgreement': ({ params, body }) => onec.saveAgreement(params.ref, body),
    'ksupOnec.documents': ({ query }) => onec.documents(query),
    'ksupOnec.document': ({ params }) => onec.document(params.ref),
    'ksupOnec.saveDocument': ({ body }) => onec.saveDocument(body),
    'ksupOnec.preview': ({ body }) => onec.preview(body),
    'ksupOnec.act': ({ params, body }) => onec.act(params.ref, body.action),
    'ksupOnec.draft': ({ params, query }) => onec.draftOf(params.ref, query.kind),
    'ksupOnec.coverage': ({ query }) => onec.coverage(query),
    'ksupOnec.operator': () => onec.operatorList(),
    'ksupOnec.takeBank': () => takeBankPayments(),
  } satisfies Partial<AdminHandlers>
}
