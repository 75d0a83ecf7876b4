import { fromKopecks } from '../../../server/contracts/decimal.ts'
import { incomeSent, incomeWritten } from '../../../server/contracts/ksup/conditions.ts'
import type { IncomeDocument, IncomeSent, IncomeVerdict } from '../../../server/contracts/ksup/conditions.ts'
import type { VerdictView } from '../model.ts'
import type { DocumentOf } from './document.ts'
import type { Facts } from './facts.ts'
import type { Around, Telling, Told } from './telling.ts'

/** Money that came (D-68…D-76, DD-35…DD-39): a message for each order that it pays, one for what is tied to none. */

function incomeOf(document: DocumentOf<'payment'>, facts: Facts): IncomeDocument {
  const { ref, posted, deletion_mark, data } = document
  return {
    ref,
    posted,
    deletionMark: deletion_mark,
    date: data.date,
    payer: payerOf(document, facts),
    shares: data.shares.map(({ order: orderRef, amount }) => {
      const order = orderRef === null ? undefined : facts.order(orderRef)
      return { order: order ? { number: order.number, dealNumber: order.data.deal_number } : null, amount }
    }),
  }
}

export const payerOf = ({ counterparty, data }: DocumentOf<'payment'>, facts: Facts): string =>
  data.payer || (facts.counterparty(counterparty)?.name ?? '')

/** Longest `comment` of an unassigned income. */
const COMMENT = 500

function told({ date, payer }: IncomeDocument, verdict: IncomeVerdict): Told {
  const { kind, dealNumber, amount, resolves } = verdict
  const data = { date, amount: fromKopecks(amount) }
  if (kind === 'income-unassigned')
    return { kind, body: payer.trim() === '' ? data : { ...data, comment: payer.slice(0, COMMENT) } }
  return {
    kind,
    body: { deal_number: dealNumber, ...data },
    ...(resolves === null ? {} : { resolves }),
  }
}

const viewOf = ({ kind, wouldSend, reasons, dealNumber, amount }: IncomeVerdict): VerdictView => ({
  kind,
  wouldSend,
  reasons,
  deal_number: dealNumber,
  amount,
})

export function paymentTelling(document: DocumentOf<'payment'>, { facts }: Around): Telling {
  const income = incomeOf(document, facts)
  const sent = facts.known(document.ref) as IncomeSent | null
  const verdicts = incomeWritten(income, sent)
  return {
    verdicts: verdicts.map(viewOf),
    messages: () => verdicts.filter(({ wouldSend }) => wouldSend).map((verdict) => told(income, verdict)),
    known: (ids) => incomeSent(verdicts, sent, ids.get('income-unassigned') ?? null),
  }
}
