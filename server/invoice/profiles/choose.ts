import type { InvoiceModel } from '../model.ts'
import type { InvoiceProfile } from './model.ts'

/**
 * The profile of the seller: the one of its INN and KPP, else the one of its INN, else the one of nobody in particular. Among
 * equals the first of the list; `null` when the workspace has none that fits.
 */
export function chooseProfile(
  profiles: readonly InvoiceProfile[],
  { seller }: Pick<InvoiceModel, 'seller'>,
): InvoiceProfile | null {
  const own = profiles.filter(({ match }) => match !== null && match.inn === seller.inn)
  return (
    own.find(({ match }) => match!.kpp !== null && match!.kpp === seller.kpp) ??
    own.find(({ match }) => match!.kpp === null) ??
    profiles.find(({ match }) => match === null) ??
    null
  )
}
