import type { Column } from '../../cml/table/column.ts'
import { t } from '../../i18n/index.ts'

const widths = {
  received: '140px',
  state: '150px',
  operation: 'minmax(150px, 1.4fr)',
  type: '110px',
  subject: 'minmax(90px, 1fr)',
  key: 'minmax(110px, 1fr)',
  attempts: '70px',
  code: 'minmax(110px, 170px)',
} as const

type ColumnKey = keyof typeof widths

const all = Object.keys(widths) as ColumnKey[]
const beside: readonly ColumnKey[] = ['received', 'state', 'operation', 'code']

/** Columns of what the server received. @param narrow a message is open beside the list */
export const inboxColumns = (narrow: boolean): Column[] =>
  (narrow ? beside : all).map((key) => ({
    key,
    title: t(`ksupExchange.column.${key}`),
    width: widths[key],
    right: key === 'attempts',
  }))
