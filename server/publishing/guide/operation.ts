import { askPassword, askPasswordSh } from '../check-scripts.ts'
import { acceptanceChecks, commandOf } from '../checks.ts'
import type { PublishingInputs } from '../inputs.ts'
import { bullets, code, codeBlock, numbered, table, verify } from '../markdown.ts'
import { onWindows } from '../places.ts'
import { TROUBLES } from '../troubleshooting.ts'

/** Acceptance, troubles, moving to another server, calls out of 1C, and where to read on (publishing sections 10-12). */

export function acceptance(inputs: PublishingInputs): string {
  return [
    '## 12. Приёмочные проверки',
    'Выполните их с машины вызывающей стороны. Все сразу — `check.sh` (Linux, macOS) или `check.ps1` (Windows) из комплекта; пароль скрипт спросит сам. По одной — сначала спросите пароль, он останется в памяти окна:',
    onWindows(inputs)
      ? codeBlock('powershell', askPassword(inputs).join('\n'))
      : codeBlock('sh', askPasswordSh(inputs).join('\n')),
    ...(inputs.cert_source === 'public-ca'
      ? []
      : [
          'Сертификат не из публичного центра: доверие задайте явно, проверку не выключайте. В Linux `export CURL_CA_BUNDLE=ca.pem`, в Windows — корневое хранилище машины.',
        ]),
    table(
      ['№', 'Что проверяется', 'Команда', 'Ожидается'],
      acceptanceChecks(inputs).map((check) => [
        check.number,
        check.title,
        code(commandOf(check, inputs)),
        check.expected,
      ]),
    ),
    verify('`check.sh` или `check.ps1` печатает «ХОРОШО» у каждой проверки и завершается с кодом 0.'),
  ].join('\n\n')
}

export function troubles(): string {
  return [
    '## 13. Если не работает',
    table(
      ['Что видно', 'Обычная причина', 'Что сделать'],
      TROUBLES.map(({ symptom, cause, remedy }) => [symptom, cause, remedy]),
    ),
  ].join('\n\n')
}

export function moving(): string {
  return [
    '## 14. Перенос на другой сервер и обновление платформы',
    'К одному серверу ничего не привязано: на демонстрационном и на рабочем сервере шаги одинаковы.',
    numbered([
      'Сделайте инструкцию и комплект заново с именем узла, базой и версией платформы нового сервера.',
      'Пройдите разделы 1–11; пользователя и пароль на новом сервере заведите новые.',
      'После обновления платформы смените версию во входных данных и повторите публикацию: путь к модулю веб-сервера содержит версию.',
    ]),
    verify('На новом сервере проходят все приёмочные проверки.'),
  ].join('\n\n')
}

export function outgoing(): string {
  return [
    '## 15. Исходящие вызовы HTTPS из 1С',
    'Если 1С сама вызывает внешний узел, проверка сертификата включена и срок ожидания задан всегда:',
    codeBlock(
      'bsl',
      [
        'Соединение = Новый HTTPСоединение(Узел, 443, Пользователь, Пароль, , 30,',
        '    Новый ЗащищенноеСоединениеOpenSSL(, Новый СертификатыУдостоверяющихЦентровОС));',
      ].join('\n'),
    ),
    'Сертификат своего центра добавьте в хранилище ОС, иначе будет «Peer certificate cannot be authenticated with known CA certificates».',
    verify('Пробный вызов из обработки проходит; с чужим сертификатом — не проходит.'),
  ].join('\n\n')
}

const ADMINISTRATOR_GUIDE =
  'https://kb.1ci.com/1C_Enterprise_Platform/Guides/Administrator_Guides/1C_Enterprise_8.3.27_Administrator_Guide/Chapter_8.Setting_up_web_services_for_1C_Enterprise/8.2._General_requirements/'
const AUTHENTICATION =
  'https://kb.1ci.com/1C_Enterprise_Platform/Guides/Administrator_Guides/1C_Enterprise_8.3.22_Administrator_Guide/Chapter_8._Setting_up_web_services_for_1C_Enterprise/8.9._Safety_while_using_Internet_services/8.9.1._Authentication/'

export function documentation(): string {
  return [
    '## 16. Документация 1С',
    bullets([
      'ИТС (its.1c.ru), раздел «Методическая поддержка для разработчиков» (metod8dev), глава о веб-сервисах и HTTP-сервисах; руководство администратора, глава о настройке веб-серверов: <https://its.1c.ru>.',
      `Руководство администратора, настройка веб-сервисов: <${ADMINISTRATOR_GUIDE}>.`,
      `Руководство администратора, аутентификация: <${AUTHENTICATION}>.`,
      'Скорость веб-сервисов и пул сеансов: <https://1c-dn.com/blog/improving-performance-of-web-services/>.',
      'Basic: <https://datatracker.ietf.org/doc/rfc7617>.',
    ]),
  ].join('\n\n')
}
