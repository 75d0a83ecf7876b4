import { expect, type Locator, type Page } from '@playwright/test'

/**
 * Chooses an option of a list by its words. A list closes when the focus goes elsewhere, and windows of tests that run side by
 * side share one display; a person then opens the list again, and so does this.
 * @param typed letters that narrow a list which is searched by typing
 */
export async function choose(page: Page, select: Locator, words: string, typed = ''): Promise<void> {
  const option = page.locator('.n-base-select-option:visible', { hasText: words }).first()
  await expect(async () => {
    if (!(await option.isVisible())) {
      await select.click({ timeout: 5000 })
      if (typed !== '') await page.keyboard.type(typed)
    }
    await option.click({ timeout: 5000 })
  }).toPass()
}
