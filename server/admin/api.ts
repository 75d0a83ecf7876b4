import { z } from 'zod'
import { SideSettings, SiteOrdersSettings } from '../storage/document-schema.ts'
import { Contragents, OutgoingOrder, ProcessedOrder } from '../contracts/site-orders/schema.ts'
import type {
  AccountOrder,
  OrderDraft as OrderDraftShape,
  SiteCustomer,
  SiteDictionaries,
  SiteOrderDetail,
  SiteOrderRow,
  SiteProduct,
} from '../../mocks/site/model.ts'
import type {
  ExchangeCycle,
  OnecConditions,
  OnecCounterparty,
  OnecDictionaryItem,
  OnecItem,
  OnecOrderDetail,
  OnecOrderRow,
  OnecOrganization,
  OutboxMessage,
} from '../../mocks/onec/model.ts'
import type { BenchState, CodeInfo, OperationInfo, ValidationReport } from './model.ts'
import { bodiesApi } from './api-bodies.ts'
import { clockApi } from './api-clock.ts'
import { commerceMlApi } from './api-commerceml.ts'
import { compareApi } from './api-compare.ts'
import { dataMakerApi, dataMakerFiles } from './api-data-maker.ts'
import { faultsApi } from './api-faults.ts'
import { errandsApi } from './api-errands.ts'
import { interchangeApi, interchangeFiles } from './api-interchange.ts'
import { invoiceBatchApi, invoiceBatchFiles } from './api-invoice-batch.ts'
import { invoiceFiles, invoiceSourcesApi } from './api-invoice-sources.ts'
import { journalApi } from './api-journal.ts'
import { invoiceProfileFiles, invoiceProfilesApi } from './api-invoice-profiles.ts'
import { ksupOnecApi } from './api-ksup-onec.ts'
import { ksupApi } from './api-ksup.ts'
import { mappingSharingApi, mappingSharingFiles } from './api-mapping-sharing.ts'
import { mappingAdviceApi } from './api-mapping-advice.ts'
import { mappingKindsApi } from './api-mapping-kinds.ts'
import { mappingUsageApi } from './api-mapping-usage.ts'
import { mappingsApi } from './api-mappings.ts'
import { proxyApi } from './api-proxy.ts'
import { qrApi, qrFiles } from './api-qr.ts'
import { regateApi } from './api-regate.ts'
import { replayApi } from './api-replay.ts'
import { recorderApi } from './api-recorder.ts'
import { scenariosApi } from './api-scenarios.ts'
import { snapshotFiles, snapshotsApi } from './api-snapshots.ts'
import { teamApi } from './api-team.ts'
import { get, post, put } from './endpoint.ts'

/**
 * The admin API: every call that the renderer and the command line may make, in one table. Bodies and queries are JSON
 * checked by zod; refusals are RFC 9457 problem details. Raw files have addresses of their own, see `fileAddresses`.
 */

const order = OutgoingOrder.shape

/** Quantities in thousandths. */
export const OrderDraft = z.object({
  customer_id: z.string().nullable(),
  requisites: order.requisites,
  client: order.client,
  delivery: order.delivery,
  lines: z
    .array(z.object({ tovar_id: z.string(), storage: z.string(), quantity: z.number().int().positive() }))
    .min(1)
    .max(1000),
})

const version = ProcessedOrder.shape.order.shape

/** Prices in kopecks, quantities in thousandths. */
export const OnecOrderEditBody = z
  .object({
    lines: z
      .array(
        z.object({
          tovar_id: z.string().nullable(),
          offer_id: z.string(),
          storage_ref: z.string(),
          quantity: z.number().int().positive(),
          price: z.number().int().nonnegative(),
          discount: z.number().int().nonnegative(),
          nds_s: z.string(),
        }),
      )
      .max(1000),
    status: z.string().min(1).max(60),
    requisites: version.requisites,
    delivery: version.delivery.partial(),
    order_number_payment: z.string().max(150).nullable(),
    open_by_user: z.boolean(),
    deletion_mark: z.boolean(),
  })
  .partial()

export const adminApi = {
  'state.read': get<BenchState>()('/state'),
  'sides.save': put<BenchState>()(
    '/sides/:side',
    SideSettings.extend({ /** `null` keeps the password that is stored. */ password: z.string().nullable() }),
  ),
  /** Calls `ping` of the site as 1C would. */
  'sides.check': post<{ ok: boolean; status: number | null; message: { ru: string; en: string } }>()(
    '/sides/:side/check',
  ),
  'settings.siteOrders': put<BenchState>()('/settings/site-orders', SiteOrdersSettings),
  'settings.name': put<BenchState>()('/settings/name', z.object({ name: z.string().min(1).max(80) })),
  /** Puts both simulated bases, the journal and the mappings back to the demo. */
  'workspace.reset': post<BenchState>()('/workspace/reset'),

  'contracts.operations': get<OperationInfo[]>()('/contracts/operations'),
  'contracts.codes': get<CodeInfo[]>()('/contracts/codes'),

  ...journalApi,
  ...bodiesApi,
  ...compareApi,
  ...replayApi,
  ...errandsApi,
  ...interchangeApi,
  ...proxyApi,
  ...faultsApi,

  ...mappingsApi,
  ...mappingSharingApi,
  ...mappingAdviceApi,
  ...mappingKindsApi,
  ...mappingUsageApi,

  'site.orders': get<SiteOrderRow[]>()(
    '/site/orders',
    z.object({ text: z.string().optional(), state: z.string().optional() }),
  ),
  'site.order': get<SiteOrderDetail>()('/site/orders/:id'),
  /** A filled-in draft that a person may change before placing it. */
  'site.draft': get<OrderDraftShape>()('/site/draft', z.object({ customer_id: z.string().optional() })),
  'site.place': post<SiteOrderDetail>()('/site/orders', OrderDraft),
  'site.edit': put<SiteOrderDetail>()('/site/orders/:id', OrderDraft),
  'site.mark': post<SiteOrderDetail>()('/site/orders/:id/mark'),
  'site.cancel': post<SiteOrderDetail>()('/site/orders/:id/cancel'),
  'site.products': get<SiteProduct[]>()('/site/products'),
  'site.customers': get<SiteCustomer[]>()('/site/customers'),
  'site.dictionaries': get<SiteDictionaries>()('/site/dictionaries'),
  /** Opens the personal account of a customer in this browser (sets the shop's session cookie). */
  'site.signIn': post<{ customer: SiteCustomer }>()('/site/sign-in', z.object({ customer_id: z.string() })),
  'site.account': get<AccountOrder[]>()('/site/account/:customer'),

  'onec.orders': get<OnecOrderRow[]>()('/onec/orders', z.object({ text: z.string().optional() })),
  'onec.order': get<OnecOrderDetail>()('/onec/orders/:id'),
  'onec.edit': put<OnecOrderDetail>()('/onec/orders/:id', OnecOrderEditBody),
  /** «Вернуть на сайт»: makes a version, queues it and sends what is due. */
  'onec.return': post<OnecOrderDetail>()('/onec/orders/:id/return'),
  'onec.exchange': post<ExchangeCycle>()('/onec/exchange'),
  'onec.cycles': get<ExchangeCycle[]>()('/onec/cycles'),
  'onec.outbox': get<OutboxMessage[]>()('/onec/outbox'),
  'onec.resend': post<OutboxMessage>()('/onec/outbox/:id/resend'),
  'onec.items': get<OnecItem[]>()('/onec/items', z.object({ text: z.string().optional() })),
  'onec.stock': put<OnecItem>()(
    '/onec/items/:id/stock',
    z.object({ storage_ref: z.string(), quantity: z.number().int().nonnegative() }),
  ),
  'onec.newItem': post<OnecItem>()(
    '/onec/items',
    z.object({
      name: z.string().min(1).max(200),
      artikul: z.string().max(50).default(''),
      unit: z.string().min(1).max(25).default('шт'),
      nds_s: z.string().default('22%'),
      price: z.number().int().nonnegative().nullable().default(null),
    }),
  ),
  'onec.counterparties': get<OnecCounterparty[]>()('/onec/counterparties'),
  'onec.newCounterparty': post<OnecCounterparty>()(
    '/onec/counterparties',
    Contragents.shape.contragents.element.pick({ requisites: true, client: true }),
  ),
  'onec.organizations': get<OnecOrganization[]>()('/onec/organizations'),
  /** Conditions of the infobase that make it answer with ORD-901…903 and ORD-504. */
  'onec.conditions': get<OnecConditions>()('/onec/conditions'),
  'onec.setConditions': put<OnecConditions>()(
    '/onec/conditions',
    z.object({
      maintenance: z.boolean(),
      no_licence: z.boolean(),
      locked: z.boolean(),
      closed_before: z.iso.date().nullable(),
    }),
  ),
  'onec.dictionary': get<OnecDictionaryItem[]>()('/onec/dictionaries/:kind'),

  ...invoiceSourcesApi,
  ...invoiceBatchApi,

  'validate.body': post<ValidationReport>()(
    '/validate',
    z.object({ text: z.string().max(10_485_760), contentType: z.string().default('') }),
  ),

  ...qrApi,
  ...invoiceProfilesApi,

  ...regateApi,
  ...commerceMlApi,
  ...ksupApi,
  ...ksupOnecApi,
  ...teamApi,
  ...scenariosApi,
  ...recorderApi,
  ...dataMakerApi,
  ...snapshotsApi,
  ...clockApi,
} as const

/** Files of the admin API, by address: bytes with their own content type, not JSON. */
export const fileAddresses = {
  journalBody: (id: number, part: 'request' | 'response') => `/api/journal/${id}/body/${part}`,
  ...interchangeFiles,
  /** A body, or one inside of it, as the browser shows it: pictures and PDF inline, everything else to be saved. */
  bodyPart: (id: number, part: 'request' | 'response', inner: string) =>
    `/api/journal/${id}/bodies/${part}/file?inner=${encodeURIComponent(inner)}`,
  ...mappingSharingFiles,
  ...qrFiles,
  ...invoiceProfileFiles,
  /** Bank payments of a period as a statement for a real 1C. Days `yyyy-MM-dd`. */
  bankStatement: (enterprise: string, from: string, to: string) =>
    `/api/regate/${enterprise}/bank/statement.txt?from=${from}&to=${to}`,
  /** The file of an order as it lies in a deal of КСУП. */
  ksupFile: (deal: number, file: number) => `/api/ksup/deals/${deal}/files/${file}`,
  /** «Заказ клиента» as 1C prints it. */
  ksupOrderForm: (order: string) => `/api/ksup-onec/documents/${order}/form.pdf`,
  ...invoiceFiles,
  ...invoiceBatchFiles,
  ...dataMakerFiles,
  ...snapshotFiles,
} as const

export type AdminApi = typeof adminApi
export type AdminCall = keyof AdminApi
