import type { PublishingInputs } from '../inputs.ts'
import { publishingWarnings, QUEUE_WORKERS } from '../inputs.ts'
import { bullets, code, codeBlock, numbered, table, verify } from '../markdown.ts'
import { connectionString, onWindows, platformFolder, serviceUrl } from '../places.ts'

/** The first half of the guide: what is needed, and what is done in the configuration (publishing sections 3 and 4). */

const SERVER_NAMES = {
  'apache-windows': 'Apache 2.4 для Windows',
  'apache-linux': 'Apache 2.4 для Linux',
  iis: 'Microsoft IIS',
} as const

export const serverName = ({ web_server }: PublishingInputs): string => SERVER_NAMES[web_server]

const CERTIFICATES = {
  'public-ca': 'публичный удостоверяющий центр',
  'company-ca': 'удостоверяющий центр предприятия',
  'self-signed': 'самоподписанный (только стенд)',
} as const

export function summary(inputs: PublishingInputs): string {
  const warnings = publishingWarnings(inputs).map(({ message }) => message)
  return [
    '# Установка и публикация веб-сервиса',
    'Как подключить расширение с HTTP-сервисом к конфигурации 1С и опубликовать его по HTTPS с TLS 1.2 и аутентификацией Basic. Значения ниже подставлены для одного предприятия; для другого предприятия или сервера сделайте инструкцию заново с его значениями.',
    table(
      ['Что', 'Значение'],
      [
        ['Веб-сервер', serverName(inputs)],
        ['Платформа', `${code(inputs.platform_version)}, ${inputs.bitness} разряда`],
        ['База', code(connectionString(inputs))],
        ['Имя публикации', code(inputs.publication)],
        ['Узел', code(inputs.host)],
        ['Сертификат', CERTIFICATES[inputs.cert_source]],
        ['Пользователь 1С', code(inputs.user)],
        ['Сеансов в пуле', String(inputs.pool_size)],
        ['Разрешённые адреса', inputs.addresses.length > 0 ? inputs.addresses.map(code).join(', ') : 'любые'],
      ],
    ),
    'Адреса после публикации:',
    bullets(
      inputs.services.map((service) => `${code(service.name)}: ${code(`${serviceUrl(inputs, service)}/…`)}`),
    ),
    ...(warnings.length > 0 ? ['Обратите внимание:', bullets(warnings)] : []),
    'Паролей в этой инструкции и в файлах комплекта нет и быть не должно.',
  ].join('\n\n')
}

export function prerequisites(inputs: PublishingInputs): string {
  const programs = onWindows(inputs)
    ? `\`Test-Path\` для ${code(platformFolder(inputs))} в PowerShell отвечает \`True\``
    : `${code(`ls ${platformFolder(inputs)}`)} показывает \`webinst\` и \`wsap24.so\``
  return [
    '## 1. Что понадобится',
    `**Нужна дополнительная служба — веб-сервер: ${serverName(inputs)}.** В поставку 1С:Предприятия он не входит и ставится отдельно. Без веб-сервера HTTP-сервисы 1С снаружи недоступны.`,
    bullets([
      `Платформа 1С:Предприятие ${code(inputs.platform_version)} на одной машине с веб-сервером, с компонентом «Модули расширения веб-сервера»; разрядность компонента и веб-сервера одна (${inputs.bitness}).`,
      onWindows(inputs)
        ? 'Права администратора: консоль и Конфигуратор, запущенные от имени администратора.'
        : 'Права `root` (`sudo`).',
      `Имя ${code(inputs.host)} в DNS и сертификат на это имя.`,
      `Свободные лицензии 1С на сеансы пула: ${inputs.pool_size}.`,
    ]),
    verify(`${programs}; ${code(`nslookup ${inputs.host}`)} показывает адрес сервера.`),
  ].join('\n\n')
}

export function extension(inputs: PublishingInputs): string {
  const names = inputs.services.filter(({ fromExtension }) => fromExtension).map(({ name }) => code(name))
  if (names.length === 0)
    return [
      '## 2. Конфигурация',
      'Сервисы входят в основную конфигурацию, расширение не нужно. Обновите конфигурацию базы данных (F7 в Конфигураторе).',
      verify('В Конфигураторе у корня дерева нет знака «*» о непринятых изменениях.'),
    ].join('\n\n')
  return [
    '## 2. Расширение',
    numbered([
      'Сделайте резервную копию базы.',
      'Конфигуратор → «Конфигурация» → «Расширения конфигурации» → «Добавить», загрузите файл расширения `.cfe`.',
      'Снимите «Безопасный режим», если обработчикам нужны действия за его пределами, и «Защиту от опасных действий» — по правилам предприятия.',
      '**Обновите конфигурацию базы данных (F7).** Пока расширение не применено, сервис отвечает 404 при любом дескрипторе.',
      'Перезапустите сеансы, которые были открыты до обновления.',
    ]),
    `Из расширения публикуются: ${names.join(', ')}.`,
    verify(
      'В списке расширений стоит отметка «Активно»; проверка применимости расширения не показывает ошибок.',
    ),
  ].join('\n\n')
}

export function httpService(inputs: PublishingInputs): string {
  return [
    '## 3. HTTP-сервис',
    'Сверьте свойства сервисов в дереве метаданных с тем, что публикуется:',
    table(
      ['Имя в метаданных', 'Корневой URL', 'Откуда'],
      inputs.services.map(({ name, rootUrl, fromExtension }) => [
        code(name),
        code(rootUrl),
        fromExtension ? 'расширение' : 'основная конфигурация',
      ]),
    ),
    'Для ReGate нужны шаблоны URL `/{method}` и `/queue/{id}` с методами HTTP GET и POST и обработчиками.',
    verify('Имя и корневой URL совпадают буква в букву; «Проверка модуля» сервиса проходит без ошибок.'),
  ].join('\n\n')
}

export function roleAndUser(inputs: PublishingInputs): string {
  return [
    '## 4. Роль и пользователь',
    numbered([
      'Заведите роль с правом «Использование» методов публикуемых сервисов и только с тем, что нужно обработчикам. Полные права не давайте.',
      `Заведите пользователя ${code(inputs.user)}: «Аутентификация 1С:Предприятия» включена, «Показывать в списке выбора» выключено, аутентификация ОС выключена, пароль длинный и случайный.`,
      'Дайте пользователю только эту роль. На каждое подключение — свой пользователь.',
      'Пароль передайте вызывающей стороне по защищённому каналу; в файлы, скрипты и переписку его не записывайте.',
    ]),
    verify('Пользователь не виден в окне входа; приёмочные проверки 1–3 дают 401, 401 и 200.'),
  ].join('\n\n')
}

export function byteOrderMark(): string {
  return [
    '## 5. Ответы в UTF-8 без BOM',
    'По умолчанию `УстановитьТелоИзСтроки` ставит перед JSON метку порядка байтов (BOM), и часть клиентов такой ответ не читает. Во всех обработчиках:',
    codeBlock(
      'bsl',
      'Ответ.УстановитьТелоИзСтроки(Текст, КодировкаТекста.UTF8, ИспользованиеByteOrderMark.НеИспользовать);',
    ),
    verify('Приёмочная проверка 4: первые байты ответа не `efbbbf`.'),
  ].join('\n\n')
}

export function poolSizing(inputs: PublishingInputs): string {
  const reads = Math.max(0, inputs.pool_size - QUEUE_WORKERS)
  return [
    'Запросы обслуживает пул сеансов (`reuseSessions="autouse"`): независимые запросы идут параллельно, сеанс после ответа возвращается в пул. Заголовок `IBSession` вызывающей стороне не нужен: одна cookie — один сеанс, параллельности не будет.',
    table(
      ['Что', 'Сколько', 'Откуда число'],
      [
        ['Рабочие очереди записи', String(QUEUE_WORKERS), 'по сеансу на каждого'],
        ['Параллельное чтение', String(reads), 'остаток пула'],
        ['`poolSize`', String(inputs.pool_size), 'сумма; столько же лицензий'],
      ],
    ),
  ].join('\n\n')
}
