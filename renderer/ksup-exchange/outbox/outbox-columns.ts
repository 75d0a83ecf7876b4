import type { Column } from '../../cml/table/column.ts'
import { t } from '../../i18n/index.ts'

const widths = {
  created: '140px',
  state: '132px',
  kind: 'minmax(130px, 1fr)',
  title: 'minmax(150px, 1.4fr)',
  key: 'minmax(110px, 1fr)',
  attempts: '70px',
  next: '96px',
  code: 'minmax(110px, 170px)',
} as const

type ColumnKey = keyof typeof widths

const all = Object.keys(widths) as ColumnKey[]
const beside: readonly ColumnKey[] = ['created', 'state', 'title', 'code']

/** Columns of a queue. @param narrow a message is open beside the list */
export const outboxColumns = (narrow: boolean): Column[] =>
  (narrow ? beside : all).map((key) => ({
    key,
    title: t(`ksupExchange.column.${key}`),
    width: widths[key],
    right: key === 'attempts',
  }))
