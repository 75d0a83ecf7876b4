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

export const WorkspaceDocument = z.object({
  $schema: z.string().optional(),
  version: z.literal(documentVersion),
  name: z.string().default('Обмен'),
  sides: z.object({ site: SideSettings, onec: SideSettings }),
  siteOrders: SiteOrdersSettings,
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
