import { z } from 'zod'

/**
 * What the guide «Установка и публикация веб-сервиса» is made from (publishing section 14). There is no place for a
 * password: whatever is not an input cannot reach an output (PD-05).
 */

/** Control characters, lone surrogates and non-characters: neither XML nor a line of a script can carry them. */
const NOT_CARRIED = /[^\u{20}-\u{7E}\u{A0}-\u{2027}\u{202A}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u

/** What Windows refuses in a path. */
const NOT_IN_WINDOWS_PATH = /["<>|?*]/

const line = (max: number, what: string) =>
  z
    .string({ error: `${what}: нужна строка` })
    .trim()
    .max(max, `${what}: не длиннее ${max} знаков`)
    .refine((value) => !NOT_CARRIED.test(value), `${what}: уберите переводы строк и управляющие знаки`)

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values, what: string) =>
  z.enum(values, { error: `${what}: выберите одно из значений: ${values.join(', ')}` })

const isAddress = (value: string): boolean =>
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()].some((kind) => kind.safeParse(value).success)

const isDottedNumber = (value: string): boolean => /^[\d.]+$/.test(value)

const PublishedService = z.strictObject({
  name: line(128, 'Имя HTTP-сервиса').regex(
    /^[\p{L}_][\p{L}\p{Nd}_]*$/u,
    'Имя HTTP-сервиса: укажите имя объекта метаданных, буквы, цифры и «_», например ReGate',
  ),
  rootUrl: line(128, 'Корневой URL').regex(
    /^[A-Za-z0-9][A-Za-z0-9._~-]*$/,
    'Корневой URL: латинские буквы, цифры и знаки «.», «_», «~», «-» без косых черт, например regate',
  ),
  fromExtension: z.boolean({ error: 'Признак «из расширения»: да или нет' }).default(true),
})

export type PublishedService = z.infer<typeof PublishedService>

/** Workers of the ReGate queue; each holds one session of the pool (publishing section 5). */
export const QUEUE_WORKERS = 10

const Fields = z.strictObject(
  {
    web_server: oneOf(['apache-windows', 'apache-linux', 'iis'], 'Веб-сервер').default('apache-windows'),
    platform_version: line(20, 'Версия платформы')
      .regex(
        /^8\.3\.\d{1,3}\.\d{1,5}$/,
        'Версия платформы: четыре числа вида 8.3.27.1644, как в окне «О программе»',
      )
      .default('8.3.27.1644'),
    bitness: oneOf(['64', '32'], 'Разрядность').default('64'),
    publication: line(64, 'Имя публикации')
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
        'Имя публикации: латинские буквы, цифры, «_» и «-», первый знак буква или цифра, например trade',
      )
      .default('trade'),
    base_kind: oneOf(['server', 'file'], 'Вид базы').default('server'),
    server: line(255, 'Сервер 1С').default('localhost'),
    base: line(255, 'Имя базы').default('trade'),
    folder: line(500, 'Каталог файловой базы').default(''),
    services: z
      .array(PublishedService, { error: 'Сервисы: нужен список' })
      .min(1, 'Сервисы: укажите хотя бы один HTTP-сервис')
      .default([{ name: 'ReGate', rootUrl: 'regate', fromExtension: true }]),
    host: line(253, 'Имя узла')
      .regex(
        /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/,
        'Имя узла: укажите имя из DNS без https:// и порта, например 1c.example.ru; кириллический домен — в виде xn--…',
      )
      .refine(
        (value) => !isDottedNumber(value),
        'Имя узла: нужно имя, а не адрес IP, на имя выпускается сертификат',
      ),
    cert_source: oneOf(['public-ca', 'company-ca', 'self-signed'], 'Сертификат').default('public-ca'),
    user: line(64, 'Пользователь 1С')
      .min(1, 'Пользователь 1С: укажите имя, например restore')
      .refine(
        (value) => !value.includes(':'),
        'Пользователь 1С: уберите двоеточие, в Basic оно отделяет имя от пароля (RFC 7617)',
      )
      .default('restore'),
    pool_size: z
      .int('Размер пула: целое число сеансов')
      .min(1, 'Размер пула: не меньше 1 сеанса')
      .max(1000, 'Размер пула: не больше 1000 сеансов')
      .default(2 * QUEUE_WORKERS),
    addresses: z
      .array(
        z
          .string({ error: 'Разрешённые адреса: нужна строка' })
          .refine(
            isAddress,
            'Разрешённые адреса: адрес IP или подсеть, например 203.0.113.7 или 203.0.113.0/24',
          ),
        { error: 'Разрешённые адреса: нужен список' },
      )
      .default([]),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `Лишние поля: ${issue.keys.join(', ')}. Пароли и прочие сведения в инструкцию не передаются`
        : 'Нужен набор полей инструкции',
  },
)

/** Inputs of the generator, with the defaults of a ReGate publication; every message is a Russian sentence with the remedy. */
export const PublishingInputs = Fields.superRefine((inputs, context) => {
  const lacks = (field: 'server' | 'base' | 'folder', message: string): void => {
    if (inputs[field] === '') context.addIssue({ code: 'custom', path: [field], message })
  }
  if (inputs.base_kind === 'server') {
    lacks('server', 'Сервер 1С: укажите имя сервера кластера, например srv1c или srv1c:1541')
    lacks('base', 'Имя базы: укажите имя базы в кластере')
  } else {
    lacks('folder', 'Каталог файловой базы: укажите каталог, где лежит 1Cv8.1CD')
    if (inputs.web_server !== 'apache-linux' && NOT_IN_WINDOWS_PATH.test(inputs.folder))
      context.addIssue({
        code: 'custom',
        path: ['folder'],
        message: 'Каталог файловой базы: уберите знаки " < > | ? *, в путях Windows их не бывает',
      })
  }
  for (const field of ['name', 'rootUrl'] as const)
    inputs.services.forEach((service, index) => {
      if (inputs.services.findIndex((other) => other[field] === service[field]) < index)
        context.addIssue({
          code: 'custom',
          path: ['services', index, field],
          message: `Сервисы: «${service[field]}» указан дважды, оставьте один`,
        })
    })
})

export type PublishingInputs = z.infer<typeof PublishingInputs>

/** Something the reader should know about a value that is allowed. */
export interface PublishingWarning {
  field: keyof PublishingInputs
  message: string
}

/** Advice about allowed but risky values, in Russian; empty when there is nothing to say. */
export function publishingWarnings(inputs: PublishingInputs): PublishingWarning[] {
  const warnings: [boolean, keyof PublishingInputs, string][] = [
    [
      /[^\x20-\x7E]/.test(inputs.user),
      'user',
      'Имя пользователя содержит не только латиницу: часть HTTP-клиентов кодирует его не в UTF-8 и получит 401. Лучше имя из латинских букв.',
    ],
    [
      inputs.pool_size <= QUEUE_WORKERS,
      'pool_size',
      `В пуле не больше ${QUEUE_WORKERS} сеансов, столько же занимают рабочие очереди: при записи чтение будет ждать. Добавьте сеансы для параллельного чтения.`,
    ],
    [
      inputs.cert_source === 'self-signed',
      'cert_source',
      'Самоподписанный сертификат годится только для стенда: вызывающая сторона не сможет проверить узел.',
    ],
    [
      inputs.base_kind === 'file',
      'base_kind',
      'Файловая база плохо переносит параллельные запросы. Для рабочей нагрузки ReGate переведите базу на сервер 1С.',
    ],
    [
      inputs.bitness === '32',
      'bitness',
      'Для 32-разрядной платформы нужен и 32-разрядный веб-сервер (в IIS — пул с разрешёнными 32-разрядными приложениями).',
    ],
  ]
  return warnings.filter(([holds]) => holds).map(([, field, message]) => ({ field, message }))
}
