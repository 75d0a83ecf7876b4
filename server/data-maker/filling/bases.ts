import type { CmlOnec } from '../../../mocks/cml-onec/onec.ts'
import type { Ksup } from '../../../mocks/ksup/service.ts'
import type { Onec } from '../../../mocks/onec/onec.ts'
import type { Regate } from '../../../mocks/regate/regate.ts'
import type { Restore } from '../../../mocks/restore/restore.ts'
import type { Site } from '../../../mocks/site/site.ts'
import type { Catalogue } from '../../catalogue/catalogue.ts'
import type { Mappings } from '../../mappings/mappings.ts'
import type { Clock } from '../../storage/clock.ts'
import type { EnterpriseSettings } from '../../storage/document-schema.ts'

/** The simulated sides as a filling needs them: their own services, never their tables. */
export interface Bases {
  site: Pick<Site, 'seed' | 'products' | 'customers' | 'dictionaries' | 'orders'>
  onec: Pick<Onec, 'seed' | 'items' | 'counterparties' | 'setStock'>
  mappings: Pick<Mappings, 'toOnec' | 'save' | 'table' | 'offersOf'>
  commerceMl: { onec: Pick<CmlOnec, 'seed'>; catalogues: { onec: Pick<Catalogue, 'counts'> } }
  regate: Pick<
    Regate,
    'stores' | 'groups' | 'item' | 'items' | 'addItems' | 'clients' | 'orders' | 'loadStatement'
  >
  restore: Pick<Restore, 'call'>
  ksup: { ksup: Pick<Ksup, 'seed' | 'contact' | 'deal' | 'items' | 'apply'> }
  clock: Clock
  /** Zone of the connection between 1C and the site. */
  zone(): string
  enterprises(): readonly EnterpriseSettings[]
  /** Tells the screens of a side that its base has changed. */
  changed(area: 'site' | 'onec' | 'ksup'): void
}
