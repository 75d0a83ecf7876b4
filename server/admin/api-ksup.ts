import { z } from 'zod'
import { LINK_STATES } from '../contracts/ksup/contact-link.ts'
import { DEAL_STATES } from '../contracts/ksup/deal-state.ts'
import { OBJECT_TYPES } from '../contracts/ksup/scalars.ts'
import {
  INBOX_STATES,
  SERVER_MODES,
  type InboxMessage,
  type InboxRow,
  type KsupConditions,
  type KsupOverview,
  type KsupPing,
} from '../ksup/model.ts'
import { SENDERS, type OutboxMessage, type OutboxPage, type OutboxStatus } from '../outbox/model.ts'
import { KsupSettings } from '../storage/document-schema.ts'
import {
  KSUP_MODES,
  type ContactCard,
  type ContactRow,
  type DealCard,
  type DealRow,
  type ItemCard as KsupItemCard,
  type ItemRow as KsupItemRow,
  type Notification,
  type Page,
  type PriceStockView,
} from '../../mocks/ksup/model.ts'
import { ONEC_MODES } from '../../mocks/ksup-onec/model.ts'
import { Addresses, article, dealNumber, ListQuery, paging } from './api-ksup-values.ts'
import { get, post, put } from './endpoint.ts'

/** Calls of the admin API about КСУП, the server in the middle and the outboxes. Part of the table in `api.ts`. */

const ContactEdit = z
  .object({
    name: z.string().min(1).max(200),
    type: z.enum(OBJECT_TYPES),
    emails: Addresses,
    phones: Addresses,
    code_1c: z.string().min(1).max(20).nullable(),
  })
  .partial()

const TaskEdit = z.object({
  id: z.number().int().optional(),
  title: z.string().min(1).max(200),
  active: z.boolean(),
  has_order: z.boolean(),
})

const KsupItemEdit = z
  .object({
    article,
    name: z.string().min(1).max(200),
    series: z.string().max(100).nullable(),
    manufacturer: z.string().max(150).nullable(),
  })
  .partial()

const DealEdit = z
  .object({
    title: z.string().min(1).max(200),
    type: z.string().min(1).max(60),
    state: z.enum(DEAL_STATES),
    contact: z.string().nullable(),
    responsible: z.string().max(100),
  })
  .partial()

/** `null` keeps the password that is stored. */
const password = z.string().max(200).nullable()

export const ksupApi = {
  'ksup.overview': get<KsupOverview>()('/ksup'),
  'ksup.settings': get<KsupSettings>()('/ksup/settings'),
  'ksup.saveSettings': put<KsupSettings>()(
    '/ksup/settings',
    z.object({
      settings: KsupSettings,
      passwords: z
        .object({
          ksup: password,
          server: password,
          onec: password,
          serverAccount: password,
          onecAccount: password,
        })
        .partial()
        .default({}),
    }),
  ),
  'ksup.conditions': put<KsupConditions>()(
    '/ksup/conditions',
    z
      .object({
        ksup: z.enum(KSUP_MODES),
        server: z.enum(SERVER_MODES),
        onec: z.enum(ONEC_MODES),
        slow_ms: z.number().int().min(0).max(60_000),
      })
      .partial(),
  ),
  'ksup.ping': post<KsupPing>()('/ksup/ping'),

  'ksup.contacts': get<Page<ContactRow>>()(
    '/ksup/contacts',
    ListQuery.extend({ link: z.enum(LINK_STATES).optional() }),
  ),
  'ksup.contact': get<ContactCard>()('/ksup/contacts/:code'),
  'ksup.createContact': post<ContactCard>()('/ksup/contacts', ContactEdit.required({ name: true })),
  'ksup.editContact': put<ContactCard>()('/ksup/contacts/:code', ContactEdit),
  'ksup.saveTask': post<ContactCard>()('/ksup/contacts/:code/tasks', TaskEdit),
  'ksup.removeTask': post<ContactCard>()('/ksup/contacts/:code/tasks/:task/remove'),
  /** Asks 1C again after it refused. */
  'ksup.requestContact': post<ContactCard>()('/ksup/contacts/:code/request'),
  'ksup.removeContact': post<object>()('/ksup/contacts/:code/remove'),
  'ksup.mergeContacts': post<ContactCard>()(
    '/ksup/contacts/:code/merge',
    z.object({ /** The contact that stays. */ into: z.string() }),
  ),

  'ksup.items': get<Page<KsupItemRow>>()('/ksup/items', ListQuery),
  'ksup.item': get<KsupItemCard>()('/ksup/items/:id'),
  'ksup.createItem': post<KsupItemCard>()(
    '/ksup/items',
    KsupItemEdit.required({ article: true, name: true }),
  ),
  'ksup.editItem': put<KsupItemCard>()('/ksup/items/:id', KsupItemEdit),
  'ksup.removeItem': post<object>()('/ksup/items/:id/remove'),

  'ksup.deals': get<Page<DealRow>>()(
    '/ksup/deals',
    ListQuery.extend({
      state: z.enum(DEAL_STATES).optional(),
      type: z.string().max(60).optional(),
      contact: z.string().optional(),
    }),
  ),
  'ksup.deal': get<DealCard>()('/ksup/deals/:number'),
  'ksup.createDeal': post<DealCard>()(
    '/ksup/deals',
    DealEdit.omit({ state: true }).required({ title: true }).extend({ number: dealNumber.optional() }),
  ),
  'ksup.editDeal': put<DealCard>()('/ksup/deals/:number', DealEdit),
  'ksup.removeDeal': post<object>()('/ksup/deals/:number/remove'),

  'ksup.notifications': get<Page<Notification>>()(
    '/ksup/notifications',
    z.object({ ...paging, state: z.enum(['open', 'closed']).optional() }),
  ),
  'ksup.closeNotification': post<object>()('/ksup/notifications/:id/close'),

  /** «Получить цены и остатки» */
  'ksup.priceStock': post<PriceStockView>()(
    '/ksup/price-stock',
    z.object({ contact: z.string().max(20).nullable(), articles: z.array(article).min(1).max(500) }),
  ),
  'ksup.confirmPrices': post<PriceStockView>()(
    '/ksup/price-stock/:request/confirm',
    z.object({ articles: z.array(article).max(500) }),
  ),

  'ksup.inbox': get<{ rows: InboxRow[]; total: number }>()(
    '/ksup/inbox',
    ListQuery.extend({ state: z.enum(INBOX_STATES).optional() }),
  ),
  'ksup.inboxMessage': get<InboxMessage>()('/ksup/inbox/:id'),
  'ksup.inboxRetry': post<InboxMessage>()('/ksup/inbox/:id/retry'),
  'ksup.inboxSkip': post<InboxMessage>()('/ksup/inbox/:id/skip'),

  'outbox.status': get<OutboxStatus>()('/outbox/:sender'),
  'outbox.list': get<OutboxPage>()(
    '/outbox/:sender/messages',
    ListQuery.extend({
      state: z.enum(['new', 'sending', 'delivered', 'waiting', 'parked', 'ignored']).optional(),
      object: z.string().optional(),
    }),
  ),
  'outbox.message': get<OutboxMessage>()('/outbox/:sender/messages/:id'),
  'outbox.send': post<OutboxMessage>()('/outbox/:sender/messages/:id/send'),
  'outbox.skip': post<OutboxMessage>()('/outbox/:sender/messages/:id/skip'),
  'outbox.edit': post<OutboxMessage>()(
    '/outbox/:sender/messages/:id/edit',
    z.object({ body: z.record(z.string(), z.unknown()) }),
  ),
  'outbox.resume': post<OutboxStatus>()('/outbox/:sender/resume'),
} as const

/** The sender named in an address. */
export const OutboxSender = z.enum(SENDERS)
