import { z } from 'zod'
import type {
  CatalogueCounts,
  Difference,
  DocumentRow,
  FindingRow,
  GroupRow,
  ImportReport,
  ImportRow,
  ItemCard,
  ItemRow,
  OfferView,
  Page,
} from '../catalogue/model.ts'
import type { CmlFaultInfo } from '../contracts/commerceml/faults.ts'
import type { CmlDocument } from '../contracts/commerceml/model.ts'
import type { Text } from '../contracts/text.ts'
import type { OfferRow, OpenedFile, SourceLines } from '../explorer/model.ts'
import { CmlNodeSettings, CmlSiteSettings } from '../storage/document-schema.ts'
import type {
  CmlNodeState,
  CmlOnecCounterparty,
  CmlOnecOrder,
  CmlOnecOrderRow,
  CmlRun,
  CmlRunRow,
} from '../../mocks/cml-onec/model.ts'
import type { CmlSiteOrder, CmlSiteOrderRow, CmlSiteState, SiteStatus } from '../../mocks/cml-site/model.ts'
import { get, post, put } from './endpoint.ts'

/** Calls about CommerceML: both ends, their catalogue bases, and the explorer. Part of the table in `api.ts`. */

const paging = {
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
}

const ItemsQuery = z.object({
  ...paging,
  text: z.string().max(200).optional(),
  group: z.string().optional(),
  state: z.enum(['active', 'inactive']).optional(),
  sort: z.enum(['position', 'name', 'article', 'price', 'quantity']).optional(),
  descending: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
})

const TextQuery = z.object({ ...paging, text: z.string().max(200).optional() })

export interface CmlProfileInfo {
  id: string
  side: 'site' | 'onec'
  title: Text
  /** What is particular about it, one line a trait. */
  traits: Text[]
}

/** Kopecks; thousandths. */
const LineEdit = z.object({
  id: z.string(),
  price: z.number().int().nonnegative(),
  quantity: z.number().int().nonnegative(),
})

/** A person's change of an item or an offer of 1C. */
export const CmlItemEdit = z
  .object({
    name: z.string().min(1).max(250),
    article: z.string().max(50),
    description: z.string().max(3000),
    deleted: z.boolean(),
    /** By offer: price of the price type in kopecks, stock of the warehouse in thousandths. */
    prices: z.array(
      z.object({
        offer: z.string(),
        priceType: z.string(),
        price: z.number().int().nonnegative().nullable(),
      }),
    ),
    stocks: z.array(z.object({ offer: z.string(), warehouse: z.string(), quantity: z.number().int() })),
  })
  .partial()

export interface CmlNodeRow extends CmlNodeState {
  /** When an errand starts its next session, ISO 8601; `null` when none does. */
  nextRun: string | null
}

export const commerceMlApi = {
  'cml.faults': get<CmlFaultInfo[]>()('/cml/faults'),
  'cml.profiles': get<CmlProfileInfo[]>()('/cml/profiles'),

  'cmlSite.state': get<CmlSiteState>()('/cml/site'),
  'cmlSite.settings': get<CmlSiteSettings>()('/cml/site/settings'),
  'cmlSite.saveSettings': put<CmlSiteSettings>()(
    '/cml/site/settings',
    CmlSiteSettings.extend({
      /** `null` keeps the one that is stored. */ password: z.string().max(200).nullable(),
    }),
  ),
  /** Empties the catalogue or puts the demo orders back. */
  'cmlSite.clear': post<CatalogueCounts>()('/cml/site/clear'),
  'cmlSite.endSessions': post<CmlSiteState>()('/cml/site/end-sessions'),
  'cmlSite.counts': get<CatalogueCounts>()('/cml/site/counts'),
  'cmlSite.groups': get<GroupRow[]>()('/cml/site/groups'),
  'cmlSite.items': get<Page<ItemRow>>()('/cml/site/items', ItemsQuery),
  'cmlSite.item': get<ItemCard>()('/cml/site/item', z.object({ id: z.string() })),
  'cmlSite.imports': get<ImportReport[]>()('/cml/site/imports'),
  'cmlSite.importRows': get<Page<ImportRow>>()(
    '/cml/site/imports/:id/rows',
    z.object({
      ...paging,
      what: z.enum(['added', 'changed', 'deactivated', 'deleted', 'skipped']).optional(),
    }),
  ),
  'cmlSite.statuses': get<SiteStatus[]>()('/cml/site/statuses'),
  'cmlSite.orders': get<Page<CmlSiteOrderRow>>()('/cml/site/orders', TextQuery),
  'cmlSite.order': get<CmlSiteOrder>()('/cml/site/order', z.object({ number: z.string() })),
  /** A new order of a person out of goods of the catalogue that have a price. */
  'cmlSite.place': post<CmlSiteOrder>()(
    '/cml/site/orders',
    z.object({
      buyer: z.string().min(1).max(250),
      company: z.boolean().default(false),
      inn: z.string().max(12).default(''),
      kpp: z.string().max(9).default(''),
      email: z.string().max(100).default(''),
      phone: z.string().max(40).default(''),
      comment: z.string().max(3000).default(''),
      delivery: z.number().int().nonnegative().default(0),
      lines: z
        .array(z.object({ offer: z.string(), quantity: z.number().int().positive() }))
        .min(1)
        .max(500),
    }),
  ),
  'cmlSite.editOrder': put<CmlSiteOrder>()(
    '/cml/site/order',
    z
      .object({
        status: z.string(),
        lines: z.array(LineEdit),
        comment: z.string().max(3000),
        paid: z.boolean(),
        cancelled: z.boolean(),
      })
      .partial()
      .extend({ number: z.string() }),
  ),

  'cmlOnec.nodes': get<CmlNodeRow[]>()('/cml/onec/nodes'),
  'cmlOnec.settings': get<CmlNodeSettings>()('/cml/onec/nodes/:node'),
  /** Adds the node or changes it. */
  'cmlOnec.saveNode': put<CmlNodeSettings>()(
    '/cml/onec/nodes/:node',
    CmlNodeSettings.extend({ password: z.string().max(200).nullable() }),
  ),
  'cmlOnec.removeNode': post<CmlNodeRow[]>()('/cml/onec/nodes/:node/remove'),
  'cmlOnec.run': post<CmlRun>()(
    '/cml/onec/nodes/:node/run',
    z.object({
      kind: z.enum(['check', 'catalogue', 'orders', 'all']),
      /** «Полная выгрузка» for this run only. */
      full: z.boolean().optional(),
      /** Goes on with this stopped run. */
      resume: z.number().int().optional(),
    }),
  ),
  'cmlOnec.stop': post<CmlRun>()('/cml/onec/runs/:id/stop'),
  'cmlOnec.runs': get<CmlRunRow[]>()('/cml/onec/runs', z.object({ node: z.string().optional() })),
  'cmlOnec.runReport': get<CmlRun>()(
    '/cml/onec/runs/:id',
    z.object({
      /** Number of the first step that is wanted: who follows a long run has the others already. */
      from: z.coerce.number().int().min(0).default(0),
    }),
  ),
  'cmlOnec.counts': get<CatalogueCounts>()('/cml/onec/counts'),
  'cmlOnec.groups': get<GroupRow[]>()('/cml/onec/groups'),
  'cmlOnec.priceTypes': get<{ id: string; name: string; currency: string }[]>()('/cml/onec/price-types'),
  'cmlOnec.warehouses': get<{ id: string; name: string }[]>()('/cml/onec/warehouses'),
  'cmlOnec.items': get<Page<ItemRow>>()('/cml/onec/items', ItemsQuery),
  'cmlOnec.item': get<ItemCard>()('/cml/onec/item', z.object({ id: z.string() })),
  'cmlOnec.editItem': put<ItemCard>()('/cml/onec/item', CmlItemEdit.extend({ id: z.string() })),
  /** Adds made-up items, so that a base has any size. */
  'cmlOnec.fill': post<CatalogueCounts>()(
    '/cml/onec/fill',
    z.object({ items: z.number().int().min(1).max(200_000), seed: z.number().int().default(1) }),
  ),
  'cmlOnec.orders': get<Page<CmlOnecOrderRow>>()('/cml/onec/orders', TextQuery),
  'cmlOnec.order': get<CmlOnecOrder>()('/cml/onec/orders/:id'),
  'cmlOnec.editOrder': put<CmlOnecOrder>()(
    '/cml/onec/orders/:id',
    z
      .object({
        status: z.string(),
        posted: z.boolean(),
        paid: z.boolean(),
        shipped: z.boolean(),
        cancelled: z.boolean(),
        lines: z.array(LineEdit),
        comment: z.string().max(3000),
      })
      .partial(),
  ),
  /** Statuses that «Заказ клиента» can have. */
  'cmlOnec.orderStatuses': get<string[]>()('/cml/onec/order-statuses'),
  'cmlOnec.counterparties': get<CmlOnecCounterparty[]>()('/cml/onec/counterparties'),

  'explorer.files': get<OpenedFile[]>()('/explorer'),
  'explorer.file': get<OpenedFile>()('/explorer/:file'),
  /** Opens a file by its path on the bench's machine (desktop: a file dialog; a browser uploads instead). */
  'explorer.open': post<OpenedFile>()('/explorer/open', z.object({ path: z.string().min(1).max(4000) })),
  'explorer.close': post<OpenedFile[]>()('/explorer/:file/close'),
  'explorer.cancel': post<OpenedFile>()('/explorer/:file/cancel'),
  'explorer.groups': get<GroupRow[]>()('/explorer/:file/groups'),
  'explorer.items': get<Page<ItemRow>>()('/explorer/:file/items', ItemsQuery),
  'explorer.item': get<ItemCard>()('/explorer/:file/item', z.object({ id: z.string() })),
  'explorer.offers': get<Page<OfferRow>>()('/explorer/:file/offers', TextQuery),
  'explorer.offer': get<OfferView>()('/explorer/:file/offer', z.object({ id: z.string() })),
  'explorer.priceTypes': get<{ id: string; name: string; currency: string }[]>()(
    '/explorer/:file/price-types',
  ),
  'explorer.warehouses': get<{ id: string; name: string }[]>()('/explorer/:file/warehouses'),
  'explorer.properties': get<{ id: string; name: string; type: string; values: number }[]>()(
    '/explorer/:file/properties',
  ),
  'explorer.documents': get<Page<DocumentRow>>()('/explorer/:file/documents', TextQuery),
  'explorer.document': get<CmlDocument>()(
    '/explorer/:file/document',
    z.object({ id: z.string(), /** Tells documents with one id apart. */ operation: z.string().optional() }),
  ),
  'explorer.findings': get<
    Page<FindingRow> & { codes: { code: string; severity: string; count: number }[] }
  >()(
    '/explorer/:file/findings',
    z.object({ ...paging, severity: z.string().optional(), code: z.string().optional() }),
  ),
  'explorer.source': get<SourceLines>()(
    '/explorer/:file/source',
    z.object({
      /** Name of the part; without it the one that has the record `id` at the line. */
      part: z.string().optional(),
      id: z.string().max(500).optional(),
      line: z.coerce.number().int().min(1),
      /** Of the place, for lines that are too long to be shown whole. */
      column: z.coerce.number().int().min(1).default(1),
      around: z.coerce.number().int().min(0).max(200).default(12),
    }),
  ),
  'explorer.compare': get<Page<Difference>>()(
    '/explorer/:file/compare/:other',
    z.object({ ...paging, what: z.enum(['appeared', 'changed', 'vanished']).optional() }),
  ),
} as const

/** Files of these areas, by address. */
export const commerceMlFiles = {
  /**
   * `POST` with the bytes of the file; answers an `OpenedFile`. Files that belong together come one by one with the same
   * `set`, a name that the caller makes up; all but the `last` answer `null`.
   */
  explorerUpload: (name: string, set?: { id: string; last: boolean }) =>
    `/api/explorer/upload?name=${encodeURIComponent(name)}${set ? `&set=${set.id}&last=${set.last}` : ''}`,
  explorerExport: (file: string, format: 'csv' | 'xlsx') => `/api/explorer/${file}/export.${format}`,
  explorerPicture: (file: string, path: string) =>
    `/api/explorer/${file}/picture?path=${encodeURIComponent(path)}`,
  sitePicture: (path: string) => `/api/cml/site/picture?path=${encodeURIComponent(path)}`,
} as const
