import { z } from 'zod'
import { MappingTables } from '../mappings/model.ts'

/** Schema of `obmen.json`, the document a team shares through git. Pure; secrets are never a part of it. */

export const documentVersion = 1

export const SideSettings = z.object({
  /** `simulated`: the bench plays it. `real`: it is a system at `address`. */
  mode: z.enum(['simulated', 'real']),
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
  schedule: z
    .object({ enabled: z.boolean().default(false), minutes: z.number().int().min(1).max(1440).default(5) })
    .default({ enabled: false, minutes: 5 }),
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

export const WorkspaceDocument = z.object({
  $schema: z.string().optional(),
  version: z.literal(documentVersion),
  name: z.string().default('Обмен'),
  sides: z.object({ site: SideSettings, onec: SideSettings }),
  siteOrders: SiteOrdersSettings,
  regate: RegateSettings.prefault({}),
  tls: TlsSettings.prefault({}),
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
