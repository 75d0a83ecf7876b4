import type { WritableStatement } from '../../server/contracts/bank/write.ts'
import type { StatementField } from '../../server/contracts/bank/statement.ts'
import { fromLocalTime } from '../../server/contracts/time.ts'
import { Refusal } from '../../server/storage/refusal.ts'
import { accountsOf } from './accounts.ts'
import type { RegateDb } from './tables.ts'

/** Days of the enterprise's zone, `yyyy-MM-dd`, both included. */
export interface StatementPeriod {
  from: string
  to: string
}

const printedDate = (day: string): string => day.split('-').reverse().join('.')

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * The bank payments of a period as they were loaded, for a real 1C (section 8.1): every field of each document is the bank's.
 * @throws Refusal `BANK-NOTHING` when the period has none
 */
export async function statementOf(
  db: RegateDb,
  enterprise: string,
  { from, to }: StatementPeriod,
  zone: string,
): Promise<WritableStatement> {
  const since = fromLocalTime(`${from}T00:00:00`, zone)
  const until = new Date(fromLocalTime(`${to}T00:00:00`, zone).getTime() + DAY_MS)
  const rows = await db
    .selectFrom('regate_payment')
    .select('details_json')
    .where('enterprise', '=', enterprise)
    .where('kind', '=', 2)
    .where('paid_at', '>=', since.toISOString())
    .where('paid_at', '<', until.toISOString())
    .orderBy('paid_at')
    .orderBy('id')
    .execute()
  if (rows.length === 0)
    throw new Refusal('BANK-NOTHING', {
      ru: `С ${printedDate(from)} по ${printedDate(to)} банковских платежей не было. Выберите другой период.`,
      en: `There were no bank payments from ${from} to ${to}. Choose another period.`,
    })
  const accounts = await accountsOf(db, enterprise)
  const field = (key: string, value: string): StatementField => ({ key, value })
  return {
    header: {
      fields: [
        field('Отправитель', 'Обмен'),
        field('ДатаНачала', printedDate(from)),
        field('ДатаКонца', printedDate(to)),
        ...accounts.map((account) => field('РасчСчет', account)),
      ],
    },
    accounts: [],
    documents: rows.map(({ details_json }) => {
      const { kind, fields } = JSON.parse(details_json) as { kind: string; fields: StatementField[] }
      return { kind, fields: fields.map(({ key, value }) => ({ key, value })) }
    }),
  }
}
