import type { Documentation } from '../openapi.ts'
import { ksupOnec, ksupServer } from '../ksup/operations.ts'
import * as ksupSchemas from '../ksup/schema.ts'
import type { Contract, Operation } from '../operation.ts'
import { platformAnswers } from '../regate/codes.ts'
import { regate } from '../regate/operations.ts'
import * as regateSchemas from '../regate/schema.ts'
import { siteOrders } from '../site-orders/operations.ts'
import * as siteSchemas from '../site-orders/schema.ts'

/** A contract and what its documents say of it. */
export interface Documented extends Documentation {
  contract: Contract
}

/** `regate.state` → `state`: the name that 1C's service has for it. */
export const methodOf = ({ id }: Operation): string => id.split('.')[1] ?? id

const amongst =
  (...methods: readonly string[]) =>
  (operation: Operation): boolean =>
    methods.includes(methodOf(operation))

const platformTable = [
  'Ответы, которые не `application/problem+json`, даёт не сервис, а платформа 1С, веб-сервер или прокси:',
  '',
  '| Видно | Значит | Считать за |',
  '|---|---|---|',
  ...platformAnswers.map(({ seen, meaning, treatAs }) => `| ${seen.ru} | ${meaning.ru} | ${treatAs} |`),
].join('\n')

/** The contracts that documents are made of, by the name of their files. */
export const documented = {
  'site-orders': {
    contract: siteOrders,
    schemas: siteSchemas,
    headers: [
      {
        name: 'X-Exchange-Node',
        description: 'Код узла обмена 1С; кириллица кодируется процентами',
        example: 'main',
      },
    ],
    account: 'Учётная запись 1С на сайте, UTF-8 (RFC 7617)',
  },
  regate: {
    contract: regate,
    schemas: regateSchemas,
    operationId: methodOf,
    account: 'Пользователь 1С этого предприятия с ролью на сервис ReGate, UTF-8 (RFC 7617)',
    notes: platformTable,
    tags: [
      {
        name: 'lists',
        description: 'Сведения о базе и справочники',
        has: amongst('state', 'city', 'citystore', 'storetable', 'assortment'),
      },
      { name: 'clients', description: 'Клиенты', has: amongst('client', 'clientupd') },
      {
        name: 'orders',
        description: 'Заказы, оплата и возврат',
        has: amongst('booking', 'paycard', 'bookingstate', 'refund'),
      },
      { name: 'queue', description: 'Очередь записей', has: amongst('queue') },
    ],
  },
  ksup: {
    contract: ksupServer,
    schemas: ksupSchemas,
    account: 'Учётная запись 1С на сервере интеграции, UTF-8 (RFC 7617)',
    tags: [
      { name: 'contacts', description: 'Контакты', has: amongst('contactLink', 'contactChange') },
      {
        name: 'nomenclature',
        description: 'Номенклатура',
        has: amongst('nomenclatureCreate', 'nomenclatureChange'),
      },
      {
        name: 'deals',
        description: 'Заказы, доходы, отгрузки, розница',
        has: amongst('orders', 'income', 'unassignedIncome', 'shipments', 'retail'),
      },
      { name: 'messages', description: 'Состояние сообщения', has: amongst('messageState') },
    ],
  },
  'ksup-onec': {
    contract: ksupOnec,
    schemas: ksupSchemas,
    account: 'Учётная запись сервера интеграции в 1С, UTF-8 (RFC 7617)',
  },
} as const satisfies Record<string, Documented>

export type DocumentedName = keyof typeof documented
