import { fileAddresses } from '../../server/admin/api.ts'
import { AdminError } from '../../server/admin/client.ts'
import { admin } from '../api/client.ts'
import type { KeptBody } from './types.ts'

/** Sends a file of any size to the bench, to go in place of a recorded body. */
export async function keepFile(file: File): Promise<KeptBody> {
  const answer = await fetch(fileAddresses.interchangeUpload(file.name), {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
  })
  const body: unknown = await answer.json()
  if (!answer.ok) throw new AdminError(answer.status, body as Record<string, unknown>)
  return admin.call('replay.keep', { body: { upload: (body as { token: string }).token } })
}
