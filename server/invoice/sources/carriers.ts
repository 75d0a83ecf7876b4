/**
 * Operations whose message is a document that an invoice can be made of, and the body that holds it. Pure: the journal of the
 * screen offers «Счёт» by it.
 */
export const invoiceCarriers: Readonly<Record<string, 'request' | 'response'>> = {
  'site-orders.postOrder': 'request',
  'regate.booking': 'response',
  'ksup.orders': 'request',
  'commerceml.sale.query': 'response',
  'commerceml.sale.file': 'request',
}
