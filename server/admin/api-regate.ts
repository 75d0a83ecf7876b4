import { z } from 'zod'
import { MAX_STATEMENT_BASE64 } from './limits.ts'
import { EnterpriseSettings, RestoreSettings, TlsSettings } from '../storage/document-schema.ts'
import { PublishingInputs } from '../publishing/inputs.ts'
import type { TlsReport } from '../http/tls/check.ts'
import {
  ORDER_ACTIONS,
  REFUND_ACTIONS,
  type BankRow,
  type BaseConditions,
  type ClientRow,
  type EnterpriseRow,
  type GroupRow,
  type ItemCard,
  type ItemRow,
  type OrderDetail,
  type OrderRow,
  type Page,
  type PaymentRow,
  type RefundRow,
  type StatementReport,
  type StoreRow,
} from '../../mocks/regate/model.ts'
import type { PlatformChoice } from '../../mocks/regate/platform.ts'
import type { JobView, QueueStats } from '../../mocks/regate/queue/model.ts'
import type {
  LoadPlan as LoadPlanShape,
  LoadReport,
  PlayedCall,
  PurchaseReport,
  RestoreTarget,
} from '../../mocks/restore/model.ts'
import { get, post, put } from './endpoint.ts'
import type { PublishedGuide, TlsState } from './model.ts'

/** Calls of the admin API about the enterprises that publish ReGate: their 1C bases, the player, the guide, HTTPS. */

const enterprise = '/regate/:enterprise'

/** Thousandths. */
const quantity = z.number().int().nonnegative()
/** Kopecks. */
const money = z.number().int().nonnegative()

export const ItemEditBody = z
  .object({
    name: z.string().min(1).max(200),
    article: z.string().max(50),
    barcode: z
      .string()
      .regex(/^\d{8,14}$/)
      .nullable(),
    brand: z.string().max(100).nullable(),
    group_id: z.string(),
    short_description: z.string().max(500),
    full_description: z.string().max(20_000),
    price: money.nullable(),
    tiers: z.array(z.object({ over: quantity, price: money })).max(2),
    portion: quantity,
    min_volume: quantity,
    step: quantity,
    unlimited: z.boolean(),
    stock: z.array(z.object({ store_id: z.string(), quantity })),
  })
  .partial()

export const LoadPlan = z.object({
  enterprise: z.string(),
  /** Clients that act at the same time. */
  clients: z.number().int().min(1).max(500),
  /** Purchases that each of them makes. */
  purchases: z.number().int().min(1).max(1000),
  /** Share of purchases that are refunded, percent. */
  refunds: z.number().int().min(0).max(100).default(0),
}) satisfies z.ZodType<LoadPlanShape>

export const regateApi = {
  'regate.enterprises': get<EnterpriseRow[]>()('/enterprises'),
  /** Demo bases that a new enterprise can start with. */
  'regate.demos': get<{ id: string; name: string }[]>()('/enterprise-demos'),
  'regate.addEnterprise': post<EnterpriseRow[]>()(
    '/enterprises',
    EnterpriseSettings.pick({ id: true, name: true }).extend({ demo: z.string().nullable() }),
  ),
  'regate.removeEnterprise': post<EnterpriseRow[]>()('/enterprises/:enterprise/remove'),
  'regate.settings': get<EnterpriseSettings>()('/enterprises/:enterprise/settings'),
  'regate.saveSettings': put<EnterpriseSettings>()(
    '/enterprises/:enterprise/settings',
    EnterpriseSettings.omit({ id: true }),
  ),
  /** Sets the password of a 1C user, or makes one; it is told this once. */
  'regate.setPassword': post<{ password: string }>()(
    '/enterprises/:enterprise/password',
    z.object({ user: z.string(), password: z.string().max(200).nullable() }),
  ),
  /** Adds generated items to the base, to see how callers take a large one. */
  'regate.fill': post<{ items: number }>()(
    '/enterprises/:enterprise/fill',
    z.object({ items: z.number().int().min(1).max(200_000), seed: z.number().int().default(1) }),
  ),
  'regate.conditions': get<BaseConditions>()(`${enterprise}/conditions`),
  'regate.setConditions': put<BaseConditions>()(
    `${enterprise}/conditions`,
    z
      .object({
        maintenance: z.boolean(),
        no_licence: z.boolean(),
        locked: z.boolean(),
        platform: z.string().nullable(),
      })
      .partial(),
  ),
  'regate.platformAnswers': get<PlatformChoice[]>()('/regate-platform-answers'),

  'regate.stores': get<StoreRow[]>()(`${enterprise}/stores`),
  'regate.groups': get<GroupRow[]>()(`${enterprise}/groups`),
  'regate.items': get<Page<ItemRow>>()(
    `${enterprise}/items`,
    z.object({
      text: z.string().max(200).optional(),
      group_id: z.string().optional(),
      after: z.coerce.number().int().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
  ),
  'regate.item': get<ItemCard>()(`${enterprise}/items/:item`),
  'regate.editItem': put<ItemCard>()(`${enterprise}/items/:item`, ItemEditBody),
  'regate.clients': get<ClientRow[]>()(
    `${enterprise}/clients`,
    z.object({ text: z.string().max(200).optional() }),
  ),
  'regate.orders': get<OrderRow[]>()(
    `${enterprise}/orders`,
    z.object({
      text: z.string().max(200).optional(),
      status: z.coerce.number().int().optional(),
      client_id: z.string().optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(300),
    }),
  ),
  'regate.order': get<OrderDetail>()(`${enterprise}/orders/:order`),
  'regate.act': post<OrderDetail>()(
    `${enterprise}/orders/:order/act`,
    z.object({ action: z.enum(ORDER_ACTIONS) }),
  ),
  'regate.payments': get<PaymentRow[]>()(`${enterprise}/payments`),
  'regate.refunds': get<RefundRow[]>()(`${enterprise}/refunds`),
  'regate.actOnRefund': post<RefundRow[]>()(
    `${enterprise}/refunds/:refund/act`,
    z.object({ action: z.enum(REFUND_ACTIONS) }),
  ),
  'regate.bank': get<BankRow[]>()(`${enterprise}/bank`),
  /** The bytes of the file as they are, in base64: its encoding is the bank's. */
  'regate.loadStatement': post<StatementReport>()(
    `${enterprise}/bank/statements`,
    z.object({ name: z.string().min(1).max(200), base64: z.base64().max(MAX_STATEMENT_BASE64) }),
  ),
  'regate.allocate': post<BankRow[]>()(
    `${enterprise}/bank/:document/allocate`,
    z.object({
      client_id: z.string(),
      parts: z.array(z.object({ order_id: z.string(), amount: z.number().int().positive() })).max(100),
    }),
  ),

  'regate.queue': get<{ stats: QueueStats[]; jobs: JobView[] }>()(
    '/regate-queue',
    z.object({
      enterprise: z.string().optional(),
      state: z.enum(['queued', 'running', 'done', 'failed', 'dead']).optional(),
      method: z.string().optional(),
      before: z.coerce.number().int().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
  ),
  'regate.pauseQueue': post<QueueStats>()(`${enterprise}/queue/pause`, z.object({ paused: z.boolean() })),
  'regate.retryJob': post<{ requestId: string }>()(`${enterprise}/queue/:request/retry`),

  /** Where the player calls, by enterprise. */
  'restore.targets': get<RestoreTarget[]>()('/restore/targets'),
  'restore.saveReal': put<RestoreTarget[]>()(
    '/restore/real',
    RestoreSettings.extend({
      /** `null` keeps the password that is stored. */ password: z.string().nullable(),
    }),
  ),
  /** Calls one method as ReStore would. `values` are the query of a GET or the body of a POST. */
  'restore.call': post<PlayedCall>()(
    '/restore/call',
    z.object({
      target: z.string(),
      method: z.string(),
      values: z.record(z.string(), z.unknown()),
      /** Sends a reading method as POST with a JSON body (BD-02). */
      asPost: z.boolean().default(false),
      idempotencyKey: z.string().max(255).optional(),
      /** Seconds for `Prefer: wait`. */
      wait: z.number().int().min(0).max(30).optional(),
    }),
  ),
  /** A typical purchase: state, city, stores, assortment, client, booking, payment, and a refund when asked for. */
  'restore.purchase': post<PurchaseReport>()(
    '/restore/purchase',
    z.object({ target: z.string(), refund: z.boolean().default(false) }),
  ),
  'restore.startLoad': post<LoadReport>()('/restore/load', LoadPlan),
  'restore.load': get<LoadReport | null>()('/restore/load'),
  'restore.stopLoad': post<LoadReport | null>()('/restore/load/stop'),

  'publishing.guide': post<PublishedGuide>()('/publishing', PublishingInputs),
  'publishing.zip': post<{ name: string; base64: string }>()('/publishing/zip', PublishingInputs),

  'tls.state': get<TlsState>()('/tls'),
  'tls.save': put<TlsState>()('/tls', TlsSettings),
  'tls.check': post<TlsReport>()('/tls/check', z.object({ address: z.string().min(1).max(300) })),
} as const
