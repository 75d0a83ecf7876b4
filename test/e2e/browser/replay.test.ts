import { expect, test } from '../harness.ts'

test('a request that was sent again stands beside the original, and a result that differs is shown with its reasons', async ({
  page,
  bench,
}) => {
  const api = async (path: string, body: object) => {
    const answer = await fetch(`${bench.address}/api${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(answer.status, await answer.clone().text()).toBe(200)
    return (await answer.json()) as Record<string, unknown>
  }
  const [enterprise] = (await (await fetch(`${bench.address}/api/enterprises`)).json()) as { id: string }[]
  const called = await api('/restore/call', {
    target: enterprise!.id,
    method: 'client',
    values: { client_id: 'rs-browser', client: { type: 'person', name: 'Щётка', phone: '+79000000002' } },
  })
  const selection = { ids: [called['entry'] as number] }
  const same = await api('/replay', { selection })
  await api('/replay', { selection, accountFrom: 'none' })

  await page.goto(`/#/replay/${String(same['id'])}`)
  await expect(page.getByTestId('replay-verdict')).toHaveText('Тот же результат')
  await page.getByTestId('replay-step').first().click()
  const details = page.getByTestId('replay-details')
  await expect(details).toContainText('заголовок Authorization')
  await expect(details).toContainText('тело /client_id')

  await page.locator('[data-testid^="replay-"][role="option"]').first().click()
  await expect(page.getByTestId('replay-verdict')).toHaveText('Результат другой')
  await page.getByTestId('replay-step').first().click()
  await expect(details).toContainText('401')
  await details.getByTestId('replay-result').click()
  await expect(page).toHaveURL(/#\/journal\/\d+$/)

  // «Повторить» of what would be another request shows its plan first; as it is, it is sent at once.
  await page.goto(`/#/journal/${String(called['entry'])}`)
  await page.getByTestId('repeat').click()
  const plan = page.getByTestId('replay-preview')
  await expect(plan).toContainText('тело /client_id')
  await page.keyboard.press('Escape')
  await expect(plan).toBeHidden()
  await page.getByTestId('replay-how').click()
  await page.getByText('Как есть, сразу').click()
  await expect(page).not.toHaveURL(new RegExp(`/journal/${String(called['entry'])}$`))
  await expect(page).toHaveURL(/#\/journal\/\d+$/)
})
