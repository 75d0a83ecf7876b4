import { decodeBase64 } from '../../../server/contracts/ksup/base64.ts'
import { FILE_TYPES, fileTypeOf, type OrderFile } from '../../../server/contracts/ksup/file.ts'
import { Refused, type Applying } from './applying.ts'

/** The file of an order in its deal: the new one is current, older ones are the history (D-46, DD-12). */

export async function storeFile(
  { trx, at, messageId }: Applying,
  deal: number,
  { name, mime, size, sha256, content_base64 }: OrderFile,
): Promise<void> {
  const bytes = decodeBase64(content_base64)
  if (bytes === null) throw new Refused('KS-FILE', `Файл «${name}» не прочитать: это не base64`)
  const type = fileTypeOf(bytes)
  if (type === null) throw new Refused('KS-FILE', `Содержимое файла «${name}» — не ${FILE_TYPES.join(', ')}`)
  await trx.updateTable('ksup_file').set({ current: 0 }).where('deal', '=', deal).execute()
  const { id } = await trx
    .insertInto('ksup_file')
    .values({ deal, name, mime, type, size, sha256, current: 1, received_at: at, message_id: messageId })
    .returning('id')
    .executeTakeFirstOrThrow()
  await trx.insertInto('ksup_file_bytes').values({ file: id, bytes }).execute()
}
