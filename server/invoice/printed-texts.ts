/** Standing texts of the printed form, which 1C does not send. In Russian only: the form is a Russian document. */

/** The paragraph at the top, as every 1C prints it. */
export const ACCEPTANCE_WARNING =
  'Внимание! Оплата данного счета означает согласие с условиями поставки товара. Уведомление об оплате обязательно, ' +
  'в противном случае не гарантируется наличие товара на складе. Товар отпускается по факту прихода денег на р/с ' +
  'Поставщика, самовывозом, при наличии доверенности и паспорта.'

/**
 * Terms of a «Счет-договор»: an offer names subject, quantity, price, delivery and time (ст. 433, 438 ГК РФ).
 *
 * @param delivery place of delivery as the order names it, `''` when it names none
 */
export function contractTerms(delivery: string): string[] {
  return [
    'Поставщик передает в собственность Покупателя, а Покупатель принимает и оплачивает товары, наименование, количество и цена которых указаны в таблице настоящего счета-договора.',
    'Оплата производится в безналичном порядке в размере 100 % суммы счета в течение 5 банковских дней.',
    `Поставка после поступления оплаты.${delivery && ` Место доставки: ${delivery}.`}`,
    'Оплата настоящего счета-договора является полным и безоговорочным принятием его условий (акцептом).',
  ]
}
