import type { Text } from '../text.ts'
import type { RegateCode } from './codes.ts'

/* ---------- 7.3: answers of the platform and the web server ---------- */

export type PlatformBody = 'empty' | 'html' | 'xml' | 'text'

/** An answer that 1C's platform, the web server or a proxy gives instead of the service: not problem details. */
export interface PlatformAnswer {
  id:
    | 'refused-credentials'
    | 'not-published'
    | 'no-session'
    | 'stale-session'
    | 'unhandled-exception'
    | 'gateway'
    | 'wrong-address'
  statuses: readonly number[]
  bodies: readonly PlatformBody[]
  /** Only right after a request that carried an `ibsession` cookie. */
  afterSessionCookie: boolean
  seen: Text
  meaning: Text
  /** The code it stands for; `configuration`: a person must correct the publication or the address; `session`: drop the cookie. */
  treatAs: RegateCode | 'configuration' | 'session'
  /** `once`: one more try at once, without the cookie. */
  retry: 'no' | 'yes' | 'once'
}

/** The table of 7.3, the narrower rows first. */
export const platformAnswers: readonly PlatformAnswer[] = [
  {
    id: 'stale-session',
    statuses: [400, 404],
    bodies: ['empty', 'html', 'xml', 'text'],
    afterSessionCookie: true,
    seen: {
      ru: '400 или 404 сразу после cookie ibsession',
      en: '400 or 404 right after an ibsession cookie',
    },
    meaning: { ru: 'Сеанс устарел', en: 'The session is stale' },
    treatAs: 'session',
    retry: 'once',
  },
  {
    id: 'refused-credentials',
    statuses: [401],
    bodies: ['html', 'empty'],
    afterSessionCookie: false,
    seen: { ru: '401, HTML или пустое тело', en: '401, HTML or an empty body' },
    meaning: {
      ru: 'Веб-сервер или 1С не приняли имя и пароль',
      en: 'The web server or 1C refused the credentials',
    },
    treatAs: 'RG-AUTH',
    retry: 'no',
  },
  {
    id: 'not-published',
    statuses: [404],
    bodies: ['html', 'xml'],
    afterSessionCookie: false,
    seen: { ru: '404, HTML или XML', en: '404, HTML or XML' },
    meaning: {
      ru: 'Нет публикации или сервиса: расширение не подключено или не опубликовано',
      en: 'The publication or the service is absent: the extension is not applied or not published',
    },
    treatAs: 'configuration',
    retry: 'no',
  },
  {
    id: 'no-session',
    statuses: [406],
    bodies: ['xml'],
    afterSessionCookie: false,
    seen: { ru: '406, XML с exception', en: '406, XML with an exception' },
    meaning: { ru: 'Сеанс за отведённое время не выдан', en: 'No session could be given in time' },
    treatAs: 'RG-BUSY',
    retry: 'yes',
  },
  {
    id: 'unhandled-exception',
    statuses: [500],
    bodies: ['text'],
    afterSessionCookie: false,
    seen: { ru: '500, текст со строкой модуля', en: '500, text with a line of a module' },
    meaning: { ru: 'Необработанное исключение в коде 1С', en: 'An unhandled exception in the code of 1C' },
    treatAs: 'RG-INTERNAL',
    retry: 'yes',
  },
  {
    id: 'gateway',
    statuses: [502, 503, 504],
    bodies: ['html'],
    afterSessionCookie: false,
    seen: { ru: '502, 503 или 504, HTML', en: '502, 503 or 504, HTML' },
    meaning: { ru: 'Ответил веб-сервер или прокси', en: 'The web server or a proxy answered' },
    treatAs: 'RG-BUSY',
    retry: 'yes',
  },
  {
    id: 'wrong-address',
    statuses: [200],
    bodies: ['html', 'empty'],
    afterSessionCookie: false,
    seen: { ru: '200, HTML или пустое тело', en: '200, HTML or an empty body' },
    meaning: { ru: 'Адрес не тот, или это страница прокси', en: 'A wrong address, or a page of a proxy' },
    treatAs: 'configuration',
    retry: 'no',
  },
]
