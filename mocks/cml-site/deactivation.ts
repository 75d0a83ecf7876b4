import type { Text } from '../../server/contracts/text.ts'
import type { SiteParts } from './parts.ts'
import { failure, text, type Reply } from './reply.ts'
import type { Visit } from './visit.ts'
import { within } from './within.ts'

/** Name of the report among those of imports. */
const REPORT = 'mode=deactivate'
/** Seconds since 1970. */
const TIMESTAMP = /^\d{1,12}$/

const FAILED: Text = { ru: 'Ошибка деактивации элементов.', en: 'Elements cannot be deactivated.' }
const NO_TIMESTAMP: Text = {
  ru: 'Нет параметра timestamp из ответа checkauth: неизвестно, что считать упомянутым.',
  en: 'The parameter timestamp of the answer to checkauth is missing: it is not known what counts as mentioned.',
}
const NOTHING_MENTIONED: Text = {
  ru: 'С отметки времени не загружено ни одного товара и предложения: скрывать нечего, каталог оставлен как есть.',
  en: 'No item and no offer was taken since the timestamp: nothing is hidden, the catalogue stays as it is.',
}

/**
 * `deactivate` (section 3.1): goods and offers that the exchange has not mentioned since the timestamp of its `checkauth` are
 * hidden, whatever the settings do with what a full export leaves out: a client that asks may have sent its export in portions.
 */
export async function deactivate(parts: SiteParts, visit: Visit): Promise<Reply> {
  const { request, session, settings, manner, say } = visit
  if (!TIMESTAMP.test(request.timestamp))
    return failure(
      manner,
      'CML-TIMESTAMP',
      `${say(FAILED.ru, FAILED.en)}\n${say(NO_TIMESTAMP.ru, NO_TIMESTAMP.en)}`,
    )
  session.deactivating ??= parts.catalogue.deactivate({ since: Number(request.timestamp), name: REPORT })
  const report = await within(session.deactivating, settings.stepMs).catch((error: unknown) => {
    session.deactivating = null
    throw error
  })
  if (!report)
    return text(`progress\n${say('Идет деактивация элементов.', 'Elements are being deactivated.')}`)
  session.deactivating = null
  if (Object.keys(report.counts).length === 0) visit.note('CML-NOTHING-TAKEN', NOTHING_MENTIONED)
  return text(`success\n${say('Деактивация элементов завершена.', 'Elements were deactivated.')}`)
}
