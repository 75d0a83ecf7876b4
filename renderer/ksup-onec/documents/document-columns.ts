import { t } from '../../i18n/index.ts'
import type { Column } from '../../cml/table/column.ts'
import type { DocumentKind } from '../types.ts'

type ColumnKey = 'mark' | 'number' | 'date' | 'counterparty' | 'deals' | 'amount' | 'type' | 'status' | 'sent'

const widths: Readonly<Record<ColumnKey, string>> = {
  mark: '22px',
  number: '98px',
  date: '134px',
  counterparty: 'minmax(120px, 1fr)',
  deals: '76px',
  amount: '114px',
  type: '86px',
  status: '124px',
  sent: '132px',
}

const keys: Readonly<Record<DocumentKind, readonly ColumnKey[]>> = {
  order: ['mark', 'number', 'date', 'counterparty', 'deals', 'amount', 'type', 'status', 'sent'],
  payment: ['mark', 'number', 'date', 'counterparty', 'deals', 'amount', 'sent'],
  shipment: ['mark', 'number', 'date', 'counterparty', 'deals', 'amount', 'sent'],
  receipt: ['mark', 'number', 'date', 'type', 'counterparty', 'deals', 'amount', 'sent'],
}

/** Columns of the list of documents of a kind. */
export const documentColumns = (kind: DocumentKind): Column[] =>
  keys[kind].map((key) => ({
    key,
    title: key === 'mark' ? '' : t(`ksupOnec.column.${key}`),
    width: widths[key],
    right: key === 'amount',
  }))
