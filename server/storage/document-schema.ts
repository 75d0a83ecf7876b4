import { z } from 'zod'
import { FaultSettings } from '../faults/model.ts'
import { ErrandSchedules } from '../errands/model.ts'
import { InvoiceProfiles } from '../invoice/profiles/model.ts'
import { MappingTables } from '../mappings/model.ts'
import { TeamSettings } from '../team/model.ts'

/** Schema of `obmen.json`, the document a team shares through git. Pure; secrets are never a part of it. */

export const documentVersion = 3

/**
 * `simulated`: the bench plays it. `real`: it is a system at `address`. `proxied`: it is that system too, and whoever calls
 * it, the bench included, goes through the recording proxy; the link follows from this mode and is stored nowhere else.
 */
const SideMode = z.enum(['simulated', 'real', 'proxied'])
export type SideMode = z.infer<typeof SideMode>

export const SideSettings = z.object({
  mode: SideMode,
  /** Base address of the real system, without a slash at the end. Empty while simulated. */
  address: z.string().default(''),
  /** Account of this contract; the password is kept with the secrets. */
  user: z.string().default('1c'),
})
export type SideSettings = z.infer<typeof SideSettings>

export const SiteOrdersSettings = z.object({
  /** How received bodies are read (site-orders section 7). */
  reader: z.enum(['strict', 'lenient']).default('lenient'),
  /** How the simulated sides spell what they send. */
  profile: z.enum(['canonical', 'compat', 'verbatim']).default('canonical'),
  format: z.enum(['json', 'xml']).default('json'),
  /** A wrong check digit of an INN (AD-44). */
  innCheck: z.enum(['warning', 'error']).default('warning'),
  /** IANA zone of the local times on the wire (AD-14). */
  zone: z.string().default('Europe/Moscow'),
  /** Orders a page of `GET /orders` (AD-46). */
  pageSize: z.number().int().min(1).max(200).default(50),
  node: z.string().default('UT-1'),
})
export type SiteOrdersSettings = z.infer<typeof SiteOrdersSettings>

/** One enterprise: a 1C base of its own with the service ReGate published (BD-37). */
export const EnterpriseSettings = z.object({
  /** A part of the address, so it never changes. */
  id: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/),
  name: z.string().min(1).max(80),
  /** 1C users that may call the service; hashes of their passwords are kept with the secrets. */
  users: z.array(z.string().regex(/^[^:\s]{1,64}$/)).default(['restore']),
  reader: z.enum(['strict', 'lenient']).default('lenient'),
  /** IANA zone of the local times on the wire (BD-06). */
  zone: z.string().default('Europe/Moscow'),
  /** Days until an unpaid order expires (BD-15). */
  validityDays: z.number().int().min(1).max(365).default(3),
  /** The eighth status, 240 (BD-17). */
  eMoney: z.boolean().default(true),
  queue: z
    .object({
      workers: z.number().int().min(1).max(100).default(10),
      capacity: z.number().int().min(1).max(100_000).default(1000),
      /** How long 1C works on a message, ms: makes the queue visible. */
      workMs: z.number().int().min(0).max(60_000).default(0),
      /** Reads at the same time; more are refused with RG-BUSY. */
      reads: z.number().int().min(1).max(1000).default(50),
    })
    .prefault({}),
  /** Requests a second that one login may make (BD-42); 0 sets no limit. */
  ratePerSecond: z.number().int().min(0).max(100_000).default(100),
  /** Whether the service answers over plain HTTP too, or over HTTPS only. */
  plainHttp: z.boolean().default(true),
  /** Folder whose bank statements are loaded by themselves; empty: none. Relative to the workspace. */
  bankFolder: z.string().default(''),
})
export type EnterpriseSettings = z.infer<typeof EnterpriseSettings>

/** HTTPS of the bench (B-16): a certificate made by the bench, or the user's own files. */
export const TlsSettings = z.object({
  enabled: z.boolean().default(false),
  /** 0: any free port. */
  port: z.number().int().min(0).max(65_535).default(8443),
  /** PEM files; empty: the bench makes a self-signed certificate. */
  certificate: z.string().default(''),
  key: z.string().default(''),
})
export type TlsSettings = z.infer<typeof TlsSettings>

/** What the application server ReStore, played by the bench, calls: an enterprise of the bench or a real publication. */
export const RestoreSettings = z.object({
  /** Base address of a real publication, up to and without `/hs/regate`; empty: the enterprise of the bench. */
  address: z.string().default(''),
  user: z.string().default('restore'),
})
export type RestoreSettings = z.infer<typeof RestoreSettings>

export const RegateSettings = z.object({
  enterprises: z
    .array(EnterpriseSettings)
    .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'ids of enterprises repeat')
    .default([]),
  restore: RestoreSettings.prefault({}),
})
export type RegateSettings = z.infer<typeof RegateSettings>

/** Ids of the field's failures (commerceml section 15). */
export const cmlFaultId = z.string().regex(/^F(?:[1-9]|[12]\d|3[0-2])$/)

/** A failure that one end plays (commerceml section 15). */
export const CmlFault = z.object({
  id: cmlFaultId,
  /** Requests it still spoils; 0: until it is switched off. */
  times: z.number().int().min(0).max(1_000_000).default(0),
})
export type CmlFault = z.infer<typeof CmlFault>

export const cmlSiteProfiles = [
  'bitrix',
  'bitrix-legacy-sale',
  'umi',
  'woocommerce-1c',
  'opencart-exchange1c',
  'simpla',
  'django-cml',
  'php-exchange1c',
  'minimal',
] as const

/** The simulated site's end of CommerceML: `1c_exchange.php`. */
export const CmlSiteSettings = z.object({
  profile: z.enum(cmlSiteProfiles).default('bitrix'),
  /** Paths below `/site` that answer; `profile: null` takes the one above. */
  paths: z
    .array(z.object({ path: z.string().regex(/^\/[^?#\s]*$/), profile: z.enum(cmlSiteProfiles).nullable() }))
    .default([
      { path: '/bitrix/admin/1c_exchange.php', profile: null },
      { path: '/1c_exchange.php', profile: null },
      { path: '/admin/exchange/auto/', profile: 'umi' },
      { path: '/admin/exchange/autoimport/', profile: 'umi' },
      { path: '/wc1c/exchange/', profile: 'woocommerce-1c' },
      { path: '/export/exchange1c.php', profile: 'opencart-exchange1c' },
      { path: '/simpla/cml/1c_exchange.php', profile: 'simpla' },
      { path: '/cml/1c_exchange.php', profile: 'django-cml' },
      { path: '/exchange1c', profile: 'php-exchange1c' },
    ]),
  user: z.string().default('1c'),
  /** `null`: as the profile has it. */
  zip: z.boolean().nullable().default(null),
  /** Bytes of a fragment; `null`: as the profile has it, 0: not split. */
  fileLimit: z.number().int().min(0).nullable().default(null),
  /** Encoding of answers and orders; `null`: as the profile has it. */
  encoding: z.enum(['utf-8', 'windows-1251']).nullable().default(null),
  /** What happens to goods that a full export does not mention. */
  missing: z.enum(['nothing', 'deactivate', 'delete']).default('deactivate'),
  /** How long one `import` works before it answers `progress`, ms. */
  stepMs: z.number().int().min(0).max(60_000).default(1000),
  /** Answers `progress` of an import at least, as Bitrix has its steps; `null`: as the profile has it. */
  progressSteps: z.number().int().min(0).max(100).nullable().default(null),
  /** Orders that 1C sends with an unknown number are created. */
  createOrders: z.boolean().default(false),
  faults: z.array(CmlFault).default([]),
})
export type CmlSiteSettings = z.infer<typeof CmlSiteSettings>

export const cmlClientProfiles = [
  'ut103',
  'ut11',
  'unf3',
  'bitrix-module-2.09',
  'bitrix-module-3.1',
  'moysklad',
  'businessru',
] as const

/** «Узел обмена с сайтом» of the simulated 1C. */
export const CmlNodeSettings = z.object({
  id: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/),
  name: z.string().min(1).max(80),
  /** Address as a person types it; empty: the simulated site of the bench. */
  address: z.string().max(1000).default(''),
  /** Account at the site; the password is kept with the secrets. */
  user: z.string().default('1c'),
  profile: z.enum(cmlClientProfiles).default('ut11'),
  /** Schema that is written; `null`: as the profile has it. */
  version: z.enum(['2.03', '2.04', '2.05', '2.07', '2.08', '2.09', '2.10', '3.1']).nullable().default(null),
  encoding: z.enum(['utf-8', 'windows-1251']).nullable().default(null),
  /** «Выгрузка товаров» */
  catalogue: z.boolean().default(true),
  /** «Обмен заказами» */
  orders: z.boolean().default(true),
  /** A full export, or what has changed since the last one. */
  full: z.boolean().default(false),
  /** Prices and stock in a file of their own (section 7.1). */
  pricesOnly: z.boolean().default(false),
  /** Empty: all. */
  groups: z.array(z.string()).default([]),
  warehouses: z.array(z.string()).default([]),
  priceTypes: z.array(z.string()).default([]),
  pictures: z.boolean().default(true),
  /** Packed when the site says `zip=yes`. */
  zip: z.boolean().default(true),
  /** Bytes of a fragment at most; 0: what the site says. */
  partBytes: z.number().int().min(0).default(0),
  /** Goods of a portion; 0: all at once. */
  portion: z.number().int().min(0).max(100_000).default(0),
  /** «Использовать идентификатор сессии» */
  useSessid: z.boolean().default(false),
  /** `false`: «Выгружать файлы без ожидания подтверждения импорта сервером». */
  waitImport: z.boolean().default(true),
  /** Attempts at portions that failed. */
  attempts: z.number().int().min(1).max(10).default(3),
  /** Longest wait for an answer, ms; `null`: as the profile has it. */
  timeoutMs: z.number().int().min(100).max(3_600_000).nullable().default(null),
  /** Pause before an import request, ms; `null`: as the profile has it. */
  pollMs: z.number().int().min(0).max(60_000).nullable().default(null),
  /** `progress` answers in a row until the run is given up; a real 1C has no such bound. */
  maxPolls: z.number().int().min(1).max(100_000).default(500),
  /** Every request as POST, as some emulators do. */
  allPost: z.boolean().default(false),
  /** Ambiguous answers stop the session where УТ would go on (section 3.5). */
  strict: z.boolean().default(false),
  /** How the counterparty of an order is found. */
  identify: z.enum(['name', 'inn-kpp']).default('name'),
  /** «Соответствие статусов»: status of the site to the status of «Заказ клиента». */
  statuses: z.array(z.object({ site: z.string(), onec: z.string() })).default([]),
  /** What «Отменен» of the site does to the order. */
  cancelled: z.enum(['close', 'mark', 'ignore']).default('close'),
  organization: z.string().default('ООО «Барс»'),
  agreement: z.string().default('Продажи на сайте'),
  manager: z.string().default('Менеджер сайта'),
  /** Group for goods that an order brings and 1C does not have. */
  newItemsGroup: z.string().default('Новая номенклатура с сайта'),
  faults: z.array(CmlFault).default([]),
})
export type CmlNodeSettings = z.infer<typeof CmlNodeSettings>

export const CommerceMlSettings = z.object({
  site: CmlSiteSettings.prefault({}),
  nodes: z
    .array(CmlNodeSettings)
    .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'ids of nodes repeat')
    .default([]),
})
export type CommerceMlSettings = z.infer<typeof CommerceMlSettings>

/** One of the three blocks of the exchange with КСУП: played by the bench, or real at an address. */
export const KsupBlock = z.object({
  mode: SideMode.default('simulated'),
  /** Base address of the real one, without a slash at the end. */
  address: z
    .string()
    .max(1000)
    .regex(/^(?:https?:\/\/[^\s?#]+)?$/)
    .default(''),
  /** Account there; the password is kept with the secrets. */
  user: z
    .string()
    .regex(/^[^:\s]{1,64}$/)
    .default('obmen'),
})
export type KsupBlock = z.infer<typeof KsupBlock>

/** The exchange of 1C with КСУП (contract D). */
export const KsupSettings = z.object({
  reader: z.enum(['strict', 'lenient']).default('lenient'),
  /** IANA zone of the local times on the wire (DD-09). */
  zone: z.string().default('Europe/Moscow'),
  /** A real КСУП takes the messages at the addresses of the contract below its own. */
  ksup: KsupBlock.prefault({}),
  /** The server that the simulated 1C sends to: the bench, or a real one. */
  server: KsupBlock.prefault({}),
  /** Publication of a real 1C that the server calls, up to and without `/hs/ksup`. */
  onec: KsupBlock.prefault({}),
  /** Account that callers of the server show. */
  serverUser: z
    .string()
    .regex(/^[^:\s]{1,64}$/)
    .default('1c'),
  /** Account that callers of the simulated 1C show. */
  onecUser: z
    .string()
    .regex(/^[^:\s]{1,64}$/)
    .default('ksup'),
  /** «Нужный человек»: who is told of an unassigned income (DD-39). */
  responsible: z.string().min(1).max(100).default('Бухгалтерия'),
  /** An order closed with a partial shipment is told as finished (DD-31). */
  closedPartial: z.boolean().default(false),
  /** Enterprise whose bank payments become incomes; empty: none. */
  bankEnterprise: z.string().default(''),
})
export type KsupSettings = z.infer<typeof KsupSettings>

/** How a link answers, and whom it trusts. */
const LinkConduct = z.object({
  /** `forward`: to the real system. `playback`: answers come from recordings. `fallback`: from recordings when the real one gives none. */
  mode: z.enum(['forward', 'playback', 'fallback']).default('forward'),
  /** Takes a certificate of the real system that nobody vouches for. */
  insecure: z.boolean().default(false),
})

/** A link of the recording proxy: what comes below `/proxy/<id>` goes to `address`. */
export const ProxyLink = z.object({
  id: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/),
  name: z.string().min(1).max(80),
  /** Base address of the real system, without a slash at the end. */
  address: z
    .string()
    .max(1000)
    .regex(/^https?:\/\/[^\s?#]+$/),
  /** Who calls, and who is called. */
  from: z.enum(['onec', 'site', 'ksup', 'restore', 'buyer']),
  to: z.enum(['onec', 'site', 'ksup', 'restore', 'buyer']),
  ...LinkConduct.shape,
})
export type ProxyLink = z.infer<typeof ProxyLink>

/** Sides that may be `proxied`: also the ids of their links. A dot never occurs in the id of a link that a person made. */
export const ProxiedSide = z.enum(['side.site', 'side.onec', 'ksup.ksup', 'ksup.server', 'ksup.onec'])
export type ProxiedSide = z.infer<typeof ProxiedSide>

export const ProxySettings = z.object({
  links: z
    .array(ProxyLink)
    .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'ids of links repeat')
    .default([]),
  /** How the links of proxied sides answer, where that is not the usual way. */
  sides: z.partialRecord(ProxiedSide, LinkConduct).default({}),
})
export type ProxySettings = z.infer<typeof ProxySettings>

/** What the journal keeps, finds and lets out. */
export const JournalSettings = z.object({
  /** Queries kept under a name. */
  filters: z
    .array(z.object({ name: z.string().min(1).max(60), query: z.string().min(1).max(500) }))
    .refine((list) => new Set(list.map(({ name }) => name)).size === list.length, 'names of filters repeat')
    .default([]),
  /** What goes when it is exceeded, pinned entries never; 0: no bound. */
  keep: z
    .object({
      days: z.number().int().min(0).max(3650).default(0),
      entries: z.number().int().min(0).max(100_000_000).default(0),
      /** Of the database and the bodies together. */
      megabytes: z.number().int().min(0).max(10_000_000).default(0),
    })
    .prefault({}),
  /** Requests sent again to a system that is not on this machine: after a question, or never. */
  realTargets: z.enum(['ask', 'forbid']).default('ask'),
})
export type JournalSettings = z.infer<typeof JournalSettings>

/** How invoices are printed; the pictures of the profiles lie in the folder `pictures`. */
export const InvoiceSettings = z.object({ profiles: InvoiceProfiles.default([]) })
export type InvoiceSettings = z.infer<typeof InvoiceSettings>

export const WorkspaceDocument = z.object({
  $schema: z.string().optional(),
  version: z.literal(documentVersion),
  name: z.string().default('Обмен'),
  sides: z.object({ site: SideSettings, onec: SideSettings }),
  siteOrders: SiteOrdersSettings,
  regate: RegateSettings.prefault({}),
  commerceml: CommerceMlSettings.prefault({}),
  ksup: KsupSettings.prefault({}),
  proxy: ProxySettings.prefault({}),
  journal: JournalSettings.prefault({}),
  invoices: InvoiceSettings.prefault({}),
  faults: FaultSettings.prefault({}),
  tls: TlsSettings.prefault({}),
  /** «Регламентные задания» */
  schedules: ErrandSchedules.default([]),
  team: TeamSettings.prefault({}),
  mappings: MappingTables,
})
export type WorkspaceDocument = z.infer<typeof WorkspaceDocument>

/** Why `obmen.json` could not be used. The file itself is left as it is. */
export interface DocumentProblem {
  file: string
  message: { ru: string; en: string }
  line: number | null
  column: number | null
  pointer: string | null
}
