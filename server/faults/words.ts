import type { Text } from '../contracts/text.ts'
import type { faultSides, FaultKind } from './model.ts'

/** What kinds of faults and sides are called. Pure. */

export const kindTitles: Readonly<Record<FaultKind, Text>> = {
  delay: { ru: 'Задержка ответа', en: 'Delayed answer' },
  bandwidth: { ru: 'Медленный канал', en: 'Slow line' },
  drop: { ru: 'Обрыв соединения', en: 'Dropped connection' },
  status: { ru: 'Ответ с ошибкой', en: 'Error status' },
  busy: { ru: '429 или 503 с Retry-After', en: '429 or 503 with Retry-After' },
  unauthorized: { ru: 'Шторм 401', en: '401 storm' },
  malformed: { ru: 'Испорченное тело', en: 'Malformed body' },
  truncated: { ru: 'Усечённое тело', en: 'Truncated body' },
  encoding: { ru: 'Неверная кодировка', en: 'Wrong encoding' },
  duplicate: { ru: 'Двойная доставка', en: 'Duplicate delivery' },
  reorder: { ru: 'Перестановка', en: 'Reordered delivery' },
  stale: { ru: 'Устаревший ответ', en: 'Stale answer' },
  skew: { ru: 'Неверные часы', en: 'Clock skew' },
  'expired-tls': { ru: 'Просроченный сертификат', en: 'Expired certificate' },
}

export const sideNames: Readonly<Record<(typeof faultSides)[number], Text>> = {
  onec: { ru: '1С', en: '1C' },
  site: { ru: 'сайт', en: 'the site' },
  ksup: { ru: 'КСУП', en: 'KSUP' },
  restore: { ru: 'ReStore', en: 'ReStore' },
  buyer: { ru: 'покупатель', en: 'the buyer' },
}

/** `1,5 с`, `90 мс`, `2 мин`. */
export function duration(ms: number): Text {
  const written = (value: number, ru: string, en: string): Text => {
    const text = String(Math.round(value * 10) / 10)
    return { ru: `${text.replace('.', ',')} ${ru}`, en: `${text} ${en}` }
  }
  if (ms < 1000) return written(ms, 'мс', 'ms')
  if (ms < 60_000) return written(ms / 1000, 'с', 's')
  return written(ms / 60_000, 'мин', 'min')
}

const UNITS: readonly [number, Text][] = [
  [1024 * 1024, { ru: 'МБ', en: 'MB' }],
  [1024, { ru: 'КБ', en: 'KB' }],
  [1, { ru: 'байт', en: 'bytes' }],
]

/** `16 КБ/с` */
export function speed(bytesPerSecond: number): Text {
  const [unit, name] = UNITS.find(([size]) => bytesPerSecond >= size) ?? UNITS[2]!
  const text = String(Math.round((bytesPerSecond / unit) * 10) / 10)
  return { ru: `${text.replace('.', ',')} ${name.ru}/с`, en: `${text} ${name.en}/s` }
}

/** How far a clock is off: `на 3 ч 20 мин вперёд`. */
export function skewWords(minutes: number): Text {
  const size = Math.abs(minutes)
  const parts: [number, string, string][] = [
    [Math.floor(size / 1440), 'дн.', 'd'],
    [Math.floor((size % 1440) / 60), 'ч', 'h'],
    [size % 60, 'мин', 'min'],
  ]
  const said = parts.filter(([value]) => value > 0)
  const list = said.length > 0 ? said : [parts[2]!]
  const [ru, en] = [
    list.map(([n, unit]) => `${n} ${unit}`).join(' '),
    list.map(([n, , unit]) => `${n} ${unit}`).join(' '),
  ]
  return minutes < 0
    ? { ru: `отстают на ${ru}`, en: `${en} behind` }
    : { ru: `спешат на ${ru}`, en: `${en} ahead` }
}
