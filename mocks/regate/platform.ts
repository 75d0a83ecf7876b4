import {
  platformAnswers,
  type PlatformAnswer,
  type PlatformBody,
} from '../../server/contracts/regate/codes.ts'
import type { Text } from '../../server/contracts/text.ts'
import type { Answer } from '../../server/http/call.ts'

/**
 * Answers of the platform, the web server or a proxy in place of the service (section 7.3), on demand: callers must take
 * them too.
 */

export interface PlatformChoice {
  /** `401/html`. */
  id: string
  status: number
  body: PlatformBody
  seen: Text
  meaning: Text
}

export const platformChoices: readonly PlatformChoice[] = platformAnswers.flatMap((row: PlatformAnswer) =>
  row.statuses.flatMap((status) =>
    row.bodies.map((body) => ({
      id: `${row.id}/${status}/${body}`,
      status,
      body,
      seen: row.seen,
      meaning: row.meaning,
    })),
  ),
)

const pages: Record<PlatformBody, (status: number) => { contentType: string; text: string }> = {
  empty: () => ({ contentType: 'text/html; charset=utf-8', text: '' }),
  html: (status) => ({
    contentType: 'text/html; charset=utf-8',
    text: `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>${status}</h1><p>Apache</p></body></html>`,
  }),
  xml: (status) => ({
    contentType: 'application/xml; charset=utf-8',
    text: `<?xml version="1.0" encoding="UTF-8"?><exception xmlns="http://v8.1c.ru/8.2/virtual-resource-system" reason="${status}"><creationStack>Истекло время ожидания сеанса</creationStack></exception>`,
  }),
  text: () => ({
    contentType: 'text/plain; charset=utf-8',
    text: '{ОбщийМодуль.ОбменReStore.Модуль(214)}: Значение не является значением объектного типа (Ссылка)',
  }),
}

/** @param id of a choice; unknown ones give `null` */
export function platformAnswer(id: string): Answer | null {
  const choice = platformChoices.find((known) => known.id === id)
  if (!choice) return null
  const { contentType, text } = pages[choice.body](choice.status)
  return {
    status: choice.status,
    body: null,
    written: { bytes: Buffer.from(text), contentType },
    ...(choice.status === 401 ? { headers: { 'WWW-Authenticate': 'Basic realm="1C"' } } : {}),
  }
}
