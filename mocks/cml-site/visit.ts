import type { IncomingMessage } from 'node:http'
import type { CmlType } from '../../server/contracts/commerceml/operations.ts'
import type { CmlSiteProfileId } from '../../server/contracts/commerceml/site-profiles.ts'
import type { Text } from '../../server/contracts/text.ts'
import type { Exchange } from '../../server/http/exchange.ts'
import type { CmlSiteSettings } from '../../server/storage/document-schema.ts'
import type { CmlRequest } from './address.ts'
import type { FaultsOfRequest } from './faults.ts'
import type { SiteParts } from './parts.ts'
import type { Manner, Reply } from './reply.ts'
import type { Session } from './sessions.ts'

/** A request, before it is known whose it is. */
export interface Call {
  request: CmlRequest
  type: CmlType
  profileId: CmlSiteProfileId
  manner: Manner
  settings: CmlSiteSettings
  on: FaultsOfRequest
  raw: IncomingMessage
  exchange: Exchange
  /** The sentence in the language of the site. */
  say(ru: string, en: string): string
  /** What the journal is to say of this exchange. */
  note(code: string, message: Text): void
}

/** A request that was let in. */
export interface Visit extends Call {
  session: Session
}

export type Mode = (parts: SiteParts, visit: Visit) => Promise<Reply>
