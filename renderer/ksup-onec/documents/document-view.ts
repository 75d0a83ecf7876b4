import { t } from '../../i18n/index.ts'
import { date, dateTime } from '../../format/time.ts'
import type { DocumentRow } from '../types.ts'
import { orderStatusOptions, orderTypeOptions, valueLabel } from '../values.ts'

/** «Заказ клиента 0000-021502 от 18.09.2025 15:00:00», as 1C calls a document. */
export const documentTitle = ({
  kind,
  number,
  date: at,
}: Pick<DocumentRow, 'kind' | 'number' | 'date'>): string =>
  t('ksupOnec.document.title', {
    kind: t(`ksupOnec.kind.${kind}`),
    number,
    date: kind === 'payment' ? date(at) : dateTime(at),
  })

/** Posted, written only, or marked for deletion: the sign that 1C draws before a document. */
export type Mark = 'posted' | 'written' | 'marked'

export const markOf = ({ posted, deletion_mark }: Pick<DocumentRow, 'posted' | 'deletion_mark'>): Mark =>
  deletion_mark ? 'marked' : posted ? 'posted' : 'written'

/** Type of an order or operation of a receipt. */
export function typeLabel({ kind, type }: Pick<DocumentRow, 'kind' | 'type'>): string {
  if (type === null) return ''
  if (kind === 'receipt')
    return type === 'return' ? t('ksupOnec.operation.return') : t('ksupOnec.operation.sale')
  return valueLabel(orderTypeOptions, type)
}

export const statusLabel = ({ status }: Pick<DocumentRow, 'status'>): string =>
  status === null ? '' : valueLabel(orderStatusOptions, status)
