import type { RegateRefund, RegateRefundAction } from '../../api/types.ts'

/** What may be done with a refund order as it stands (regate section 5.3). A failed pay-out can be tried again. */
export function refundActions(refund: RegateRefund): RegateRefundAction[] {
  const { state, goods_returned, return_confirmed, shipped } = refund
  const actions: RegateRefundAction[] = []
  if (state !== 'executed') actions.push('execute')
  if (state === 'prepared') actions.push('fail')
  if (shipped && goods_returned && !return_confirmed) actions.push('confirm-return')
  return actions
}
