import type { Text } from '../contracts/text.ts'

/** What went wrong, or is worth knowing, on the wire. */
export interface WireNote {
  code: string
  message: Text
}

/** What ended an exchange before its time. */
export interface WireFault extends WireNote {
  /** What the caller is answered when it has no answer head yet. */
  status: 400 | 408 | 502 | 504
}

const fault = (status: WireFault['status'], code: string, ru: string, en: string): WireFault => ({
  status,
  code,
  message: { ru, en },
})

const note = (code: string, ru: string, en: string): WireNote => ({ code, message: { ru, en } })

const seconds = (ms: number): number => Math.round(ms / 100) / 10

/** Faults and notes of the proxy: codes and sentences, each with what to do where something can be done. */
export const faults = {
  refused: (to: string) =>
    fault(
      502,
      'PROXY-REFUSED',
      `${to} не принимает соединений: служба не запущена или порт не тот. Проверьте адрес связи.`,
      `${to} takes no connections: the service is not running or the port is wrong. Check the address of the link.`,
    ),
  unknownHost: (to: string) =>
    fault(
      502,
      'PROXY-HOST',
      `Имени узла ${to} нет в DNS. Проверьте адрес связи.`,
      `The host name of ${to} is not in the DNS. Check the address of the link.`,
    ),
  unreachable: (to: string, reason: string) =>
    fault(
      502,
      'PROXY-UNREACHABLE',
      `С ${to} не удалось соединиться: ${reason}.`,
      `No connection to ${to}: ${reason}.`,
    ),
  tls: (to: string, reason: string) =>
    fault(
      502,
      'PROXY-TLS',
      `TLS с ${to} не установлен: ${reason}. Самоподписанный сертификат разрешается в настройке связи.`,
      `No TLS with ${to}: ${reason}. A self-signed certificate is allowed in the settings of the link.`,
    ),
  noAnswer: () =>
    fault(
      502,
      'PROXY-NO-ANSWER',
      'Реальная сторона закрыла соединение, ничего не ответив.',
      'The real side closed the connection without a word.',
    ),
  headCut: () =>
    fault(
      502,
      'PROXY-HEAD-CUT',
      'Реальная сторона оборвала соединение посреди заголовков ответа.',
      'The real side cut the connection in the middle of the answer head.',
    ),
  bodyCut: (got: number, wanted: number | null) =>
    fault(
      502,
      'PROXY-BODY-CUT',
      wanted === null
        ? `Тело ответа оборвано на ${got} байте.`
        : `Тело ответа оборвано: пришло ${got} байт из ${wanted}, названных в Content-Length.`,
      wanted === null
        ? `The body of the answer was cut at byte ${got}.`
        : `The body of the answer was cut: ${got} of the ${wanted} bytes that Content-Length names have come.`,
    ),
  malformed: (reason: string) =>
    fault(
      502,
      'PROXY-MALFORMED',
      `Ответ реальной стороны — не HTTP: ${reason}.`,
      `The answer of the real side is no HTTP: ${reason}.`,
    ),
  length: (reason: string) =>
    fault(
      502,
      'PROXY-LENGTH',
      `Реальная сторона назвала длину тела неверно или дважды: ${reason}.`,
      `The real side states the length of the body wrongly or twice: ${reason}.`,
    ),
  callerGone: (answered: boolean) =>
    fault(
      502,
      'PROXY-CALLER-GONE',
      answered
        ? 'Вызывающая сторона ушла, не дочитав ответа.'
        : 'Вызывающая сторона ушла, не дождавшись ответа.',
      answered
        ? 'The caller left before it had the whole answer.'
        : 'The caller left before there was an answer.',
    ),
  brokenHead: (reason: string) =>
    fault(
      400,
      'PROXY-HEAD-BROKEN',
      `Заголовок запроса не разобран (${reason}), настоящей стороне он не передан. Частая причина — перевод строки внутри Authorization: «Base64Строка» в 1С делит длинное значение на строки.`,
      `The head of the request could not be read (${reason}) and did not go to the real side. Often a line break inside Authorization is the cause: "Base64Строка" of 1C cuts long values into lines.`,
    ),
  requestCut: (got: number, wanted: number | null) =>
    fault(
      502,
      'PROXY-REQUEST-CUT',
      `Вызывающая сторона оборвала тело запроса: пришло ${got} байт${wanted === null ? '' : ` из ${wanted}`}.`,
      `The caller cut the body of the request: ${got}${wanted === null ? '' : ` of ${wanted}`} bytes have come.`,
    ),
  connectTimeout: (to: string, ms: number) =>
    fault(
      504,
      'PROXY-CONNECT-TIMEOUT',
      `${to} не отвечает на соединение ${seconds(ms)} с: проверьте адрес и межсетевой экран.`,
      `${to} has not taken the connection for ${seconds(ms)} s: check the address and the firewall.`,
    ),
  answerTimeout: (ms: number) =>
    fault(504, 'PROXY-ANSWER-TIMEOUT', `Ответа нет ${seconds(ms)} с.`, `No answer for ${seconds(ms)} s.`),
  headTimeout: (ms: number) =>
    fault(
      504,
      'PROXY-HEAD-TIMEOUT',
      `Заголовки ответа идут дольше ${seconds(ms)} с.`,
      `The answer head takes longer than ${seconds(ms)} s.`,
    ),
  bodyTimeout: (ms: number) =>
    fault(
      504,
      'PROXY-BODY-TIMEOUT',
      `Тело ответа остановилось: ${seconds(ms)} с ни одного байта.`,
      `The body of the answer has stopped: not a byte for ${seconds(ms)} s.`,
    ),
  sendTimeout: (ms: number) =>
    fault(
      504,
      'PROXY-SEND-TIMEOUT',
      `Реальная сторона не читает тело запроса ${seconds(ms)} с.`,
      `The real side has not read the body of the request for ${seconds(ms)} s.`,
    ),
  callerSlow: (ms: number) =>
    fault(
      408,
      'PROXY-CALLER-SLOW',
      `Тело запроса остановилось: от вызывающей стороны ${seconds(ms)} с ни одного байта.`,
      `The body of the request has stopped: not a byte from the caller for ${seconds(ms)} s.`,
    ),
  callerStalled: (ms: number) =>
    fault(
      504,
      'PROXY-CALLER-STALLED',
      `Вызывающая сторона не читает ответ ${seconds(ms)} с.`,
      `The caller has not read the answer for ${seconds(ms)} s.`,
    ),
} as const

export const notes = {
  extra: () =>
    note(
      'PROXY-EXTRA-BYTES',
      'После конца ответа пришли лишние байты: Content-Length меньше тела. Вызывающей стороне они не переданы.',
      'Bytes came after the end of the answer: Content-Length is less than the body. They were not passed on.',
    ),
  early: () =>
    note(
      'PROXY-EARLY-ANSWER',
      'Реальная сторона ответила, не дочитав запроса.',
      'The real side answered before it had read the whole request.',
    ),
  again: () =>
    note(
      'PROXY-SENT-AGAIN',
      'Открытое ранее соединение оказалось закрыто; запрос без тела отправлен заново по новому.',
      'A connection that had been kept open was closed; the request without a body was sent again over a new one.',
    ),
  around: (location: string) =>
    note(
      'PROXY-AROUND',
      `Location ведёт мимо прокси: ${location}. Следующий запрос не будет записан.`,
      `Location leads round the proxy: ${location}. The next request will not be recorded.`,
    ),
  coding: (part: 'request' | 'response', coding: string) =>
    note(
      part === 'request' ? 'PROXY-REQUEST-CODING' : 'PROXY-ANSWER-CODING',
      `Сжатие «${coding}» не снимается: тело записано как пришло.`,
      `The content coding "${coding}" cannot be undone: the body is recorded as it came.`,
    ),
  unchecked: (bytes: number) =>
    note(
      'PROXY-UNCHECKED',
      `Тело ${bytes} байт записано, но по контракту не проверено: оно слишком велико.`,
      `The body of ${bytes} bytes is recorded and not held against the contract: it is too large.`,
    ),
  archive: (name: string) =>
    note(
      'PROXY-ARCHIVE',
      `Архив ${name} записан, но не распакован и не проверен: файлы в нём видны в записи, вкладка «Части».`,
      `The archive ${name} is recorded, not unpacked and not checked: the entry shows its files.`,
    ),
  fragment: (name: string) =>
    note(
      'PROXY-FRAGMENT',
      `${name}: часть файла, переданного по частям. Проверить можно только целый файл.`,
      `${name}: a part of a file that is sent in parts. Only a whole file can be checked.`,
    ),
  noDocument: (name: string) =>
    note(
      'PROXY-NO-DOCUMENT',
      `${name || 'Файл без имени'} — не документ CommerceML, содержимое не проверяется.`,
      `${name || 'A file without a name'} is no document of CommerceML; what is in it is not checked.`,
    ),
  played: (entry: number) =>
    note(
      'PROXY-PLAYED',
      `Ответ воспроизведён из записи ${entry}.`,
      `The answer was played from entry ${entry}.`,
    ),
  playFailed: (entry: number) =>
    note(
      'PROXY-PLAY-FAILED',
      `Запись ${entry} не удалось воспроизвести до конца.`,
      `Entry ${entry} could not be played to its end.`,
    ),
} as const

const byCode: Readonly<Record<string, (to: string) => WireFault>> = {
  ECONNREFUSED: faults.refused,
  ENOTFOUND: faults.unknownHost,
  EAI_AGAIN: faults.unknownHost,
}

const isTls = (code: string): boolean =>
  /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code)

/** What an error of the outgoing request means. @param seen what had come of the answer by then */
export function faultOf(
  error: NodeJS.ErrnoException,
  to: string,
  seen: { connected: boolean; bytes: boolean },
): WireFault {
  const { code = '', message } = error
  if (/CONTENT_LENGTH|TRANSFER_ENCODING/.test(code)) return faults.length(message)
  if (code.startsWith('HPE_')) return faults.malformed(message)
  if (isTls(code)) return faults.tls(to, code)
  if (!seen.connected) return byCode[code]?.(to) ?? faults.unreachable(to, code || message)
  return seen.bytes ? faults.headCut() : faults.noAnswer()
}
