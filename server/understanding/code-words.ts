import type { Text } from '../contracts/text.ts'

/** Codes of the wire itself: why no answer came, or why it could not be trusted. */
export interface TransportCode {
  meaning: Text
  /** What the caller does by itself. */
  peer: Text
  /** What a person does. */
  todo: Text
  retryable: boolean
}

const retries: Text = {
  ru: 'Обмен повторит запрос в следующем цикле; сообщения из очереди не теряются.',
  en: 'The exchange sends it again in the next cycle; messages in the queue are not lost.',
}
const refuses: Text = {
  ru: 'Повторять бесполезно: пока причина не устранена, ответ будет тем же.',
  en: 'Sending it again is of no use: the outcome stays the same until the cause is gone.',
}

const row = (
  meaning: [ru: string, en: string],
  todo: [ru: string, en: string],
  retryable = true,
): TransportCode => ({
  meaning: { ru: meaning[0], en: meaning[1] },
  peer: retryable ? retries : refuses,
  todo: { ru: todo[0], en: todo[1] },
  retryable,
})

const certificate = (ru: string, en: string, todoRu: string, todoEn: string): TransportCode =>
  row([ru, en], [todoRu, todoEn], false)

export const transportCodes: Readonly<Record<string, TransportCode>> = {
  ECONNREFUSED: row(
    [
      'По этому адресу никто не слушает: соединение отвергнуто.',
      'Nobody listens at this address: the connection was refused.',
    ],
    [
      'Проверьте порт и запущена ли служба (Apache, IIS, сайт); затем брандмауэр.',
      'Check the port and whether the service (Apache, IIS, the site) runs; then the firewall.',
    ],
  ),
  ECONNRESET: row(
    [
      'Другая сторона оборвала соединение посреди обмена.',
      'The other side broke the connection in the middle of the exchange.',
    ],
    [
      'Посмотрите журнал веб-сервера в эту секунду: перезапуск, ограничение размера или времени, прокси на пути.',
      'Look at the log of the web server at that second: a restart, a limit of size or time, a proxy on the way.',
    ],
  ),
  EPIPE: row(
    [
      'Другая сторона закрыла соединение раньше, чем прочитала запрос.',
      'The other side closed the connection before it had read the request.',
    ],
    [
      'Обычно это ограничение размера тела на веб-сервере: сравните его с размером запроса.',
      'It is mostly the body limit of the web server: compare it with the size of the request.',
    ],
  ),
  ENOTFOUND: row(
    ['Имя узла не найдено в DNS.', 'The host name is not found in DNS.'],
    [
      'Проверьте адрес на опечатку и DNS этой машины.',
      'Check the address for a typo, and the DNS of this machine.',
    ],
  ),
  EAI_AGAIN: row(
    ['Сервер имён не ответил.', 'The name server did not answer.'],
    ['Проверьте сеть и настройки DNS.', 'Check the network and the DNS settings.'],
  ),
  EHOSTUNREACH: row(
    ['До узла нет маршрута.', 'There is no route to the host.'],
    ['Проверьте VPN и маршруты.', 'Check the VPN and the routes.'],
  ),
  ENETUNREACH: row(
    ['Сеть недоступна.', 'The network is unreachable.'],
    ['Проверьте подключение и VPN.', 'Check the connection and the VPN.'],
  ),
  ETIMEDOUT: row(
    ['Соединение не установилось за отведённое время.', 'The connection was not made in time.'],
    [
      'Обычно пакеты молча отбрасывает брандмауэр: проверьте правила для порта.',
      'A firewall mostly drops the packets silently: check its rules for the port.',
    ],
  ),
  TIMEOUT: row(
    ['Ответ не пришёл за отведённое время.', 'The answer did not come in time.'],
    [
      'Посмотрите, чем занята другая сторона: долгий запрос в 1С, блокировки, первый запуск сеанса; при необходимости увеличьте время ожидания.',
      'See what the other side is busy with: a long query in 1C, locks, the start of a session; raise the timeout if need be.',
    ],
  ),
  CANCELLED: row(
    ['Запрос отменён до ответа.', 'The request was cancelled before an answer.'],
    ['Ничего не требуется, если отмену сделали вы.', 'Nothing, when it was you who cancelled it.'],
  ),
  'BAD-ADDRESS': row(
    ['Адрес записан неправильно.', 'The address is not written right.'],
    [
      'Исправьте адрес стороны в настройках: http:// или https://, узел, порт, путь.',
      'Correct the address of the side in the settings: http:// or https://, host, port, path.',
    ],
    false,
  ),
  'ANSWER-TOO-LARGE': row(
    ['Ответ больше того, что читает стенд.', 'The answer is larger than what the bench reads.'],
    ['Запрашивайте страницами меньшего размера.', 'Ask for smaller pages.'],
    false,
  ),
  'REQUEST-IMPOSSIBLE': row(
    [
      'Такой запрос нельзя передать по HTTP (недопустимый знак в заголовке).',
      'HTTP cannot carry such a request (a forbidden character in a header).',
    ],
    [
      'Уберите из заголовков переводы строк и буквы вне Latin-1.',
      'Take line breaks and letters outside of Latin-1 out of the headers.',
    ],
    false,
  ),
  UND_ERR_SOCKET: row(
    ['Соединение закрылось, не дождавшись ответа.', 'The connection was closed before an answer.'],
    ['Смотрите журнал другой стороны в эту секунду.', 'Look at the log of the other side at that second.'],
  ),
  HPE_INVALID_CONSTANT: row(
    ['Ответ не похож на HTTP.', 'The answer is not HTTP.'],
    [
      'Проверьте порт: возможно, это HTTPS на адресе http:// или другая служба.',
      'Check the port: it may be HTTPS at an http:// address, or another service.',
    ],
    false,
  ),
  EPROTO: row(
    ['Стороны не договорились о TLS.', 'The sides did not agree on TLS.'],
    [
      'Проверьте, что порт действительно HTTPS, и версии TLS на веб-сервере.',
      'Check that the port really is HTTPS, and the TLS versions of the web server.',
    ],
    false,
  ),
  DEPTH_ZERO_SELF_SIGNED_CERT: certificate(
    'Сертификат самоподписанный: ему никто не доверяет.',
    'The certificate is self-signed: nobody trusts it.',
    'Поставьте сертификат удостоверяющего центра или добавьте этот в доверенные на машине 1С.',
    'Install one of a certificate authority, or add this one to the trusted ones of the 1C machine.',
  ),
  SELF_SIGNED_CERT_IN_CHAIN: certificate(
    'В цепочке сертификатов есть самоподписанный корень, которому здесь не доверяют.',
    'The chain has a self-signed root that is not trusted here.',
    'Добавьте корневой сертификат организации в доверенные.',
    'Add the root certificate of the organisation to the trusted ones.',
  ),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: certificate(
    'Сервер не прислал промежуточный сертификат.',
    'The server did not send the intermediate certificate.',
    'Добавьте промежуточные сертификаты в настройку веб-сервера (SSLCertificateChainFile, fullchain).',
    'Add the intermediate certificates to the settings of the web server (SSLCertificateChainFile, fullchain).',
  ),
  CERT_HAS_EXPIRED: certificate(
    'Срок действия сертификата истёк.',
    'The certificate has expired.',
    'Обновите сертификат на веб-сервере; проверьте часы этой машины.',
    'Renew the certificate of the web server; check the clock of this machine.',
  ),
  CERT_NOT_YET_VALID: certificate(
    'Срок действия сертификата ещё не начался.',
    'The certificate is not valid yet.',
    'Проверьте часы обеих машин.',
    'Check the clocks of both machines.',
  ),
  ERR_TLS_CERT_ALTNAME_INVALID: certificate(
    'Сертификат выдан на другое имя.',
    'The certificate was issued for another name.',
    'Обращайтесь по имени из сертификата или выпустите его на этот узел.',
    'Use the name in the certificate, or have one issued for this host.',
  ),
}

const certificateCode = /CERT|SELF_SIGNED|VERIFY|UNABLE_TO_GET/

/** The row of a code of the wire, `null` for a code that is none. */
export function transportCode(code: string): TransportCode | null {
  if (Object.hasOwn(transportCodes, code)) return transportCodes[code]!
  if (!certificateCode.test(code)) return null
  return certificate(
    `Сертификат не прошёл проверку (${code}).`,
    `The certificate was not accepted (${code}).`,
    'Откройте проверку TLS в разделе «Публикация»: она покажет цепочку.',
    'Open the TLS check of the screen "Publishing": it shows the chain.',
  )
}
