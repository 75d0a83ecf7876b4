import { z } from 'zod'
import type { HttpMethod, Operation } from '../operation.ts'
import type { Text } from '../text.ts'

/** Contract id, as the journal shows it. */
export const COMMERCEML = 'commerceml/2'

/** Types of an exchange (commerceml section 3). */
export const cmlTypes = ['catalog', 'sale', 'reference', 'get_catalog'] as const
export type CmlType = (typeof cmlTypes)[number]

/** Modes of a request (commerceml section 3). */
export const cmlModes = [
  'checkauth',
  'init',
  'file',
  'import',
  'query',
  'success',
  'info',
  'deactivate',
  'complete',
] as const
export type CmlMode = (typeof cmlModes)[number]

const typeNames: Readonly<Record<CmlType, Text>> = {
  catalog: { ru: 'товары', en: 'goods' },
  sale: { ru: 'заказы', en: 'orders' },
  reference: { ru: 'справочники', en: 'dictionaries' },
  get_catalog: { ru: 'каталог сайта', en: "the site's catalogue" },
}

interface Mode {
  types: readonly CmlType[]
  method: HttpMethod
  title: Text
  description: Text
}

const modes: Readonly<Record<CmlMode, Mode>> = {
  checkauth: {
    types: cmlTypes,
    method: 'GET',
    title: { ru: 'Авторизация', en: 'Authorisation' },
    description: {
      ru: 'Сайт проверяет имя и пароль и даёт в теле ответа имя и значение cookie сеанса.',
      en: 'The site checks name and password and gives name and value of the session cookie in the body.',
    },
  },
  init: {
    types: cmlTypes,
    method: 'GET',
    title: { ru: 'Параметры обмена', en: 'Parameters of the exchange' },
    description: {
      ru: 'Сайт говорит, принимает ли архивы и какими частями ждёт файлы, и очищает каталог загрузки.',
      en: 'The site says whether it takes archives and how large a part may be, and clears its upload folder.',
    },
  },
  file: {
    types: ['catalog', 'sale', 'reference'],
    method: 'POST',
    title: { ru: 'Передача файла', en: 'Sending a file' },
    description: {
      ru: 'Байты файла или его части; части с тем же именем дописываются одна за другой.',
      en: 'Bytes of a file or of a part of it; parts with the same name are appended one after another.',
    },
  },
  import: {
    types: ['catalog', 'sale', 'reference'],
    method: 'GET',
    title: { ru: 'Загрузка файла в базу', en: 'Importing a file' },
    description: {
      ru: 'Сайт загружает переданный файл; пока отвечает progress, запрос повторяется.',
      en: 'The site imports a file that was sent; the request is repeated while the answer is progress.',
    },
  },
  query: {
    types: ['sale', 'get_catalog'],
    method: 'GET',
    title: { ru: 'Получение данных сайта', en: "Asking for the site's data" },
    description: {
      ru: 'Сайт отдаёт XML: новые и изменённые заказы или свой каталог.',
      en: 'The site answers with XML: new and changed orders, or its catalogue.',
    },
  },
  success: {
    types: ['sale'],
    method: 'GET',
    title: { ru: 'Подтверждение заказов', en: 'Confirming the orders' },
    description: {
      ru: '1С записала заказы последнего query, сайт снимает с них отметки.',
      en: '1C has stored the orders of the last query, the site takes their marks off.',
    },
  },
  info: {
    types: ['sale'],
    method: 'GET',
    title: { ru: 'Справочники сайта', en: 'Dictionaries of the site' },
    description: {
      ru: 'Статусы заказов, платёжные системы и службы доставки для таблиц соответствия.',
      en: 'Order statuses, payment systems and delivery services for the mapping tables.',
    },
  },
  deactivate: {
    types: ['catalog'],
    method: 'GET',
    title: { ru: 'Снятие с публикации', en: 'Deactivation' },
    description: {
      ru: 'Сайт скрывает товары, которых обмен не коснулся с отметки времени.',
      en: 'The site hides goods that the exchange has not touched since the timestamp.',
    },
  },
  complete: {
    types: ['catalog'],
    method: 'GET',
    title: { ru: 'Завершение обмена', en: 'End of the exchange' },
    description: { ru: 'Модуль обмена закончил работу.', en: 'The exchange module has finished.' },
  },
}

function operationOf(type: CmlType, mode: CmlMode): Operation {
  const { method, title, description } = modes[mode]
  const name = typeNames[type]
  const withFile = mode === 'file' || mode === 'import'
  return {
    id: `commerceml.${type}.${mode}`,
    contract: COMMERCEML,
    caller: 'onec',
    callee: 'site',
    method,
    path: `/1c_exchange.php?type=${type}&mode=${mode}${withFile ? '&filename=' : ''}`,
    title: { ru: `${title.ru}: ${name.ru}`, en: `${title.en}: ${name.en}` },
    description,
    query: z.object({
      type: z.literal(type),
      mode: z.literal(mode),
      ...(withFile ? { filename: z.string() } : {}),
    }),
    // Texts and XML of this protocol are no messages of the JSON kind: `answer.ts`, reader and writer know them.
    responses: {},
    errors: {},
  }
}

/** Every request of the protocol that has a meaning. */
export const cmlOperations: readonly Operation[] = cmlTypes.flatMap((type) =>
  cmlModes.filter((mode) => modes[mode].types.includes(type)).map((mode) => operationOf(type, mode)),
)

const byId = new Map(cmlOperations.map((operation) => [operation.id, operation]))

/** @returns `null` for a type or a mode that the protocol does not have */
export const cmlOperation = (type: string, mode: string): Operation | null =>
  byId.get(`commerceml.${type}.${mode}`) ?? null
