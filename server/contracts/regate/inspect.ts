import { kopecks, thousandths } from '../decimal.ts'
import type { Inspection } from '../message/inspection.ts'
import { checkAccount, checkCorrAccount, checkInn, checkOgrn, requisiteTexts } from '../requisites.ts'
import type { RequisiteCode } from '../requisites.ts'
import { warningCodes } from './codes.ts'
import type { WarningCode } from './codes.ts'
import type { Assortment, ClientRequest, ClientUpdRequest, Item, State } from './schema.ts'

/** Remarks about content whose form is right: the message is taken, a person should look. */

function remark(code: WarningCode, pointer: string, { report }: Inspection): void {
  report(pointer, { severity: 'warning', code, message: warningCodes[code].meaning })
}

/** Check digits are warnings here as in contract A (AD-44). */
function requisite(code: RequisiteCode | null, pointer: string, value: string, { report }: Inspection): void {
  if (code !== null) report(pointer, { severity: 'warning', code, message: requisiteTexts[code], value })
}

function inspectItem(item: Item, pointer: string, inspection: Inspection): void {
  const retail = kopecks(item.price_retail)
  item.price_tiers.forEach(({ price }, index) => {
    if (kopecks(price) > retail)
      remark('W-TIER-ABOVE-RETAIL', `${pointer}/price_tiers/${index}/price`, inspection)
  })
  if (thousandths(item.portion) !== thousandths(item.step))
    remark('W-PORTION-STEP', `${pointer}/portion`, inspection)
  const { quantity, unlimited } = item.stock
  if (!unlimited && quantity !== null && thousandths(quantity) < thousandths(item.min_volume))
    remark('W-STOCK-BELOW-MIN', `${pointer}/stock/quantity`, inspection)
}

/** The three warnings of section 6.5. */
export function inspectAssortment({ items }: Assortment, inspection: Inspection): void {
  items.forEach((item, index) => inspectItem(item, `/items/${index}`, inspection))
}

/** Check digits of the organisations. */
export function inspectState({ organizations }: State, inspection: Inspection): void {
  organizations.forEach(({ inn, ogrn, bank_accounts }, index) => {
    const pointer = `/organizations/${index}`
    requisite(checkInn(inn), `${pointer}/inn`, inn, inspection)
    if (ogrn !== undefined) requisite(checkOgrn(ogrn), `${pointer}/ogrn`, ogrn, inspection)
    bank_accounts.forEach(({ account, bik, corr_account }, at) => {
      const place = `${pointer}/bank_accounts/${at}`
      requisite(checkAccount(account, bik), `${place}/account`, account, inspection)
      if (corr_account === undefined) return
      for (const code of checkCorrAccount(corr_account, bik))
        requisite(code, `${place}/corr_account`, corr_account, inspection)
    })
  })
}

/** The check digit of a client's INN: the bank import matches payers by it (B-72). */
export function inspectClient({ client }: ClientRequest | ClientUpdRequest, inspection: Inspection): void {
  const inn = client?.inn
  if (typeof inn === 'string') requisite(checkInn(inn), '/client/inn', inn, inspection)
}
