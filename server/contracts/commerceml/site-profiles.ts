import { bitrix, bitrixLegacySale } from './site-profiles/bitrix.ts'
import type { CmlSiteProfile } from './site-profiles/model.ts'
import {
  djangoCml,
  minimal,
  opencart,
  phpExchange,
  simpla,
  umi,
  woocommerce,
} from './site-profiles/others.ts'

export { siteStatusNames } from './site-profiles/common.ts'
export { siteStatusIds, type CmlSiteProfile, type SiteStatusId } from './site-profiles/model.ts'

/** Site systems that the simulated site can be (commerceml section 14), by the ids of `cmlSiteProfiles` of the settings. */
export const siteProfiles = {
  bitrix,
  'bitrix-legacy-sale': bitrixLegacySale,
  umi,
  'woocommerce-1c': woocommerce,
  'opencart-exchange1c': opencart,
  simpla,
  'django-cml': djangoCml,
  'php-exchange1c': phpExchange,
  minimal,
} as const satisfies Record<string, CmlSiteProfile>

export type CmlSiteProfileId = keyof typeof siteProfiles
