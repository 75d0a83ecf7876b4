import { verdict, when } from './verdict.ts'
import type { Verdict } from './verdict.ts'

/** Money that came (D-70…D-76, DD-35…DD-38, DD-64). Amounts are kopecks. */

export interface IncomeShare {
  /** The order it is tied to, `null` for none. */
  order: { number: string; dealNumber: number | null } | null
  amount: number
}

export interface IncomeDocument {
  ref: string
  posted: boolean
  deletionMark: boolean
  /** `YYYY-MM-DD`. */
  date: string
  payer: string
  shares: readonly IncomeShare[]
}

/** What 1C remembers of an income that it sent. */
export interface IncomeSent {
  shares: readonly { dealNumber: number; amount: number }[]
  /** The unassigned part, told by this message. */
  unassigned: { messageId: string; amount: number } | null
}

/** One message per order with its share (DD-35), one for what is tied to none. */
export interface IncomeVerdict extends Verdict {
  /** `null` for the unassigned part, and for an order without a number. */
  dealNumber: number | null
  amount: number
  /** `meta.resolves` of a share that was unassigned before (DD-37). */
  resolves: string | null
}

/** Shares by order: a document may pay one order in several rows. */
function byOrder(shares: readonly IncomeShare[]): IncomeShare[] {
  const groups = new Map<string | null, IncomeShare>()
  for (const { order, amount } of shares) {
    const key = order?.number ?? null
    groups.set(key, { order, amount: amount + (groups.get(key)?.amount ?? 0) })
  }
  return [...groups.values()]
}

function shareVerdict(
  document: IncomeDocument,
  { order, amount }: IncomeShare,
  sent: IncomeSent | null,
): IncomeVerdict {
  const dealNumber = order?.dealNumber ?? null
  const known = sent?.shares.find((share) => share.dealNumber === dealNumber)
  const isNewDeal = order !== null && dealNumber !== null && known === undefined
  const isResolving = isNewDeal && sent !== null && sent.unassigned !== null
  const isRepeat = order === null ? sent?.unassigned?.amount === amount : known?.amount === amount
  // The rest of an unassigned income shrinks when a part of it is assigned: that is no change of its own.
  const isRest =
    order === null && sent !== null && sent.unassigned !== null && amount < sent.unassigned.amount
  const isChange = sent !== null && !isRepeat && !isRest && !isResolving
  return {
    ...verdict(order === null ? 'income-unassigned' : 'income', [
      ...when(document.deletionMark, sent === null ? 'deletion-mark' : 'deletion-mark-sent'),
      ...when(!document.posted, sent === null ? 'not-posted' : 'income-unposted'),
      ...when(order !== null && dealNumber === null, 'no-deal-number'),
      ...when(isRepeat || isRest, 'already-sent'),
      ...when(isChange, 'income-changed'),
      order === null ? 'without-order' : isResolving ? 'assigned-later' : 'tied-to-order',
    ]),
    dealNumber,
    amount,
    resolves: isResolving ? sent.unassigned!.messageId : null,
  }
}

/** What 1C would send about money as it stands; whatever was sent is never changed (D-69, DD-36). */
export function incomeWritten(document: IncomeDocument, sent: IncomeSent | null): IncomeVerdict[] {
  return byOrder(document.shares).map((share) => shareVerdict(document, share, sent))
}

/**
 * What 1C remembers after it sent what `incomeWritten` said.
 * @param unassignedId id of the message with the unassigned part, when it went now
 */
export function incomeSent(
  verdicts: readonly IncomeVerdict[],
  sent: IncomeSent | null,
  unassignedId: string | null,
): IncomeSent | null {
  const going = verdicts.filter(({ wouldSend }) => wouldSend)
  if (going.length === 0) return sent
  const rest = going.find(({ kind }) => kind === 'income-unassigned')
  return {
    shares: [
      ...(sent?.shares ?? []),
      ...going.flatMap(({ dealNumber, amount }) => (dealNumber === null ? [] : [{ dealNumber, amount }])),
    ],
    unassigned:
      rest && unassignedId !== null
        ? { messageId: unassignedId, amount: rest.amount }
        : (sent?.unassigned ?? null),
  }
}
