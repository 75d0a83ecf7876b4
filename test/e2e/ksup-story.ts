import { expect, type Locator, type Page } from '@playwright/test'
import { choose } from './select.ts'

/**
 * The story of a deal, played by clicking: a contact born in КСУП gets its code of 1C; an order comes into its deal, is changed,
 * shipped, paid and closed; a receipt with a card makes a retail deal; КСУП is away for a while. The same steps run in a browser
 * and in the desktop window.
 */

type Screen = 'ksup' | 'ksup-onec' | 'ksup-exchange' | 'ksup-conditions'

const goTo = (page: Page, screen: Screen) => page.getByTestId(`nav-${screen}`).click()
/** The newest message of a kind among those that stand beside the form. */
const message = (page: Page, kind: string): Locator =>
  page
    .getByTestId('ksup-onec-messages')
    .getByRole('listitem')
    .filter({ has: page.getByTestId(`ksup-onec-message-${kind}`) })
    .first()
const delivered = (page: Page, kind: string) => expect(message(page, kind)).toContainText('доставлено')

/** D-12, D-19, D-22: an active task with an order sends the contact to 1C, which answers with its code. */
async function contactIsBorn(page: Page): Promise<void> {
  await goTo(page, 'ksup')
  await page.getByTestId('ksup-tab-contacts').click()
  await page.getByTestId('ksup-contact-new').click()
  await page.getByTestId('ksup-new-contact-name').fill('ООО «Первый заказ»')
  await page.getByTestId('ksup-new-contact-save').click()
  await expect(page.getByTestId('ksup-contact-link-state')).toHaveText(/не связан/)
  await expect(page.getByTestId('ksup-reason-no-active-task')).toBeVisible()
  await page.getByTestId('ksup-task-title').fill('Заказ мольбертов')
  await page.getByTestId('ksup-task-add').click()
  await expect(page.getByTestId('ksup-contact-code')).toHaveText(/^00-\d{8}$/)
  await expect(page.getByTestId('ksup-contact-link-state')).toHaveText(/(?<!не )связан/)
}

async function openOrder(page: Page, number: string): Promise<void> {
  await goTo(page, 'ksup-onec')
  await page.getByTestId('ksup-onec-tab-orders').click()
  await page.getByTestId(`ksup-onec-row-${number}`).click()
  await expect(page.getByTestId('ksup-onec-title')).toContainText(number)
}

/** D-50, D-60: posted, then changed; what would go stands beside the form before it goes. */
async function orderIsAddedAndChanged(page: Page, number: string): Promise<void> {
  await openOrder(page, number)
  await expect(page.getByTestId('ksup-onec-verdict-order-add')).toHaveAttribute('data-sends', 'true')
  await page.getByTestId('ksup-onec-post-stay').click()
  await delivered(page, 'order-add')
  await page.getByTestId('ksup-onec-line-quantity-1').getByRole('textbox').fill('10')
  await page.getByTestId('ksup-onec-post-stay').click()
  await delivered(page, 'order-change')
}

/** D-84, D-73, D-67: a shipment and a payment by the order, then it is closed. */
async function orderIsShippedPaidAndClosed(page: Page, number: string): Promise<void> {
  for (const [make, kind] of [
    ['shipment', 'shipment-add'],
    ['payment', 'income'],
  ] as const) {
    await openOrder(page, number)
    await page.getByTestId('ksup-onec-make').click()
    await page.getByTestId(`ksup-onec-make-${make}`).click()
    await expect(page.getByTestId('ksup-onec-title')).not.toContainText(number)
    await page.getByTestId('ksup-onec-post-stay').click()
    await delivered(page, kind)
  }
  await openOrder(page, number)
  await page.getByTestId('ksup-onec-close').click()
  await delivered(page, 'order-finished')
}

/** D-66, D-59: what КСУП has made of it. */
async function dealIsFinished(page: Page, deal: number): Promise<void> {
  await goTo(page, 'ksup')
  await page.getByTestId('ksup-tab-deals').click()
  await page.getByTestId('ksup-board-finished').getByTestId(`ksup-deal-${deal}`).click()
  await expect(page.getByTestId('ksup-deal-state')).toContainText('Завершённая')
  await expect(page.getByTestId('ksup-deal-balance')).toContainText('оплачено полностью')
  const card = page.getByTestId('ksup-deal-card')
  await card.getByText(/^История/).click()
  for (const kind of ['order-added', 'order-changed', 'shipment-added', 'income', 'finished'])
    await expect(page.getByTestId(`ksup-event-${kind}`)).toBeVisible()
  await card.getByText(/^Файл заказа/).click()
  await expect(page.getByTestId('ksup-deal-files')).toContainText('Заказ клиента')
}

/** D-91…D-96: the buyer is known by the card. */
async function receiptMakesRetailDeal(page: Page): Promise<void> {
  await goTo(page, 'ksup-onec')
  await page.getByTestId('ksup-onec-tab-receipts').click()
  await page.getByTestId('ksup-onec-new').click()
  await choose(page, page.getByTestId('ksup-onec-card'), 'Лазарева')
  await choose(page, page.getByTestId('ksup-onec-line-add'), 'ET-0007', 'ET-0007')
  await page.getByTestId('ksup-onec-post-stay').click()
  await delivered(page, 'retail')

  await goTo(page, 'ksup')
  await page.getByTestId('ksup-tab-deals').click()
  await expect(page.getByTestId('ksup-board-finished')).toContainText('Розница')
  await expect(page.getByTestId('ksup-board-finished')).toContainText('Лазарева')
}

/** DD-04: what КСУП cannot take now waits at the server and is applied when КСУП is there again. */
async function ksupIsAway(page: Page, number: string): Promise<void> {
  const behave = async (words: string) => {
    await goTo(page, 'ksup-exchange')
    await page.getByTestId('ksup-exchange-tab-blocks').click()
    await choose(page, page.getByTestId('ksup-condition-ksup'), words)
  }
  const inbox = async () => {
    await goTo(page, 'ksup-exchange')
    await page.getByTestId('ksup-exchange-tab-inbox').click()
    return page.getByRole('row').filter({ hasText: '8102' }).first()
  }
  await behave('недоступна')
  await openOrder(page, number)
  await page.getByTestId('ksup-onec-post-stay').click()
  await delivered(page, 'order-add')
  await expect(await inbox()).toContainText('ждёт КСУП')
  await behave('отвечает')
  await expect(await inbox()).toContainText('применено')
}

/** D-100, D-110: an item that has another name in КСУП waits for a person. */
async function pricesAreAsked(page: Page): Promise<void> {
  await goTo(page, 'ksup')
  await page.getByTestId('ksup-tab-prices').click()
  await page.getByTestId('ksup-prices-articles').fill('ML-0101\nKS-0340')
  await page.getByTestId('ksup-prices-get').click()
  await expect(page.getByTestId('ksup-price-ML-0101')).toContainText('Магазин на Садовой')
  await expect(page.getByTestId('ksup-price-check-KS-0340')).toContainText('не совпадает название')
  await page.getByTestId('ksup-price-accept-KS-0340').click()
  await page.getByTestId('ksup-prices-confirm').click()
  await expect(page.getByTestId('ksup-price-accept-KS-0340')).toHaveCount(0)
}

export async function playKsupStory(page: Page): Promise<void> {
  await contactIsBorn(page)
  await orderIsAddedAndChanged(page, '0000-004106')
  await orderIsShippedPaidAndClosed(page, '0000-004106')
  await dealIsFinished(page, 8101)
  await receiptMakesRetailDeal(page)
  await ksupIsAway(page, '0000-004112')
  await pricesAreAsked(page)
}
