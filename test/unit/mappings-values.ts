import type { UnmappedValue } from '../../server/mappings/model.ts'
import type { OnecValue, SiteValue } from '../../server/mappings/suggest/model.ts'

/** Values that suggestions are made of, with what a test cares about. */

export const site = (id: string, name = '', more: Partial<SiteValue> = {}): SiteValue => ({
  id,
  name,
  row: null,
  origin: 'dictionary',
  codes: [],
  bound: false,
  ...more,
})
export const onec = (ref: string, name = '', more: Partial<OnecValue> = {}): OnecValue => ({
  ref,
  code: '',
  name,
  row: null,
  origin: 'dictionary',
  codes: [],
  siteId: '',
  bound: false,
  ...more,
})

export const traffic = (value: string, more: Partial<UnmappedValue> = {}): UnmappedValue => ({
  kind: 'storage',
  direction: 'site_to_1c',
  value,
  name: '',
  firstAt: '',
  lastAt: '',
  times: 1,
  entry: null,
  subjects: [],
  ...more,
})
