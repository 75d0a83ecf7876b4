import { AdminError } from '../../../server/admin/client.ts'

/**
 * Saves a file of the admin API through the browser, with its bytes as they are.
 * @throws AdminError when the bench refuses, so that the reason is told and not saved as a file
 */
export async function downloadStatement(address: string, name: string): Promise<void> {
  const answer = await fetch(address)
  if (!answer.ok) throw new AdminError(answer.status, (await answer.json()) as Record<string, unknown>)
  const url = URL.createObjectURL(await answer.blob())
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  URL.revokeObjectURL(url)
}
