import { z } from 'zod'
import { thousandths } from '../decimal.ts'
import { BIK } from '../requisites.ts'
import { UNLIMITED } from './pricing.ts'
import {
  Currency,
  Flag,
  Guid,
  Inn,
  integer,
  Kpp,
  LocalTime,
  Money,
  Phone,
  Quantity,
  queryInteger,
  text,
  textUpTo,
  Unit,
  VatRate,
  Volume,
} from './scalars.ts'
import { STATUS_EXTENSIONS } from './states.ts'

/** What ReStore reads: `state`, `city`, `citystore`, `storetable`, `assortment` (sections 6.1–6.5). */

export const CONTRACT = 'regate/1'

/** Limits of `limit` of assortment (BD-34). */
export const PAGE_LIMIT = { min: 1, max: 1000, default: 200 } as const

const Account = z.string().regex(/^\d{20}$/, 'pattern')

/* ---------- 6.1 ---------- */

export const BankAccount = z.object({
  account: Account.meta({ description: 'B-23: account number, 20 digits' }),
  bank: text(160).meta({ description: 'B-23: name of the bank' }),
  bik: z.string().regex(BIK, 'pattern').meta({ description: 'B-23: BIK, 9 digits' }),
  corr_account: Account.optional().meta({ description: 'B-23: correspondent account' }),
})
export type BankAccount = z.infer<typeof BankAccount>

export const Organization = z.object({
  organization_id: Guid.meta({ description: 'BD-37: reference of the organisation in 1C' }),
  name: text(160).meta({ description: 'B-23: short name' }),
  full_name: text(300).optional().meta({ description: 'B-23: full name' }),
  inn: Inn.meta({ description: 'B-23: INN, 10 digits (company) or 12 (sole proprietor)' }),
  kpp: Kpp.optional().meta({ description: 'B-23: KPP of a company' }),
  ogrn: z
    .string()
    .regex(/^(?:\d{13}|\d{15})$/, 'pattern')
    .optional()
    .meta({ description: 'B-23: OGRN or OGRNIP' }),
  address: text(500).optional().meta({ description: 'B-23: address' }),
  phone: Phone.optional().meta({ description: 'B-23: phone' }),
  bank_accounts: z.array(BankAccount).max(100).meta({ description: 'B-23: accounts that payments go to' }),
})
export type Organization = z.infer<typeof Organization>

/** Answer of `state`. */
export const State = z.object({
  api: z.literal(CONTRACT).meta({ description: 'BD-04: contract with its version' }),
  platform_version: text(40).meta({ description: 'B-23: version of the 1C platform' }),
  configuration: z
    .object({
      name: text(200).meta({ description: 'B-23: name of the configuration in its metadata' }),
      title: text(200).meta({ description: 'B-23, BD-44: name of the configuration for people' }),
      version: text(40).meta({ description: 'B-23: release of the configuration' }),
    })
    .meta({ description: 'B-23: the configuration' }),
  organizations: z
    .array(Organization)
    .min(1)
    .max(1000)
    .meta({ description: 'B-23, BD-37: organisations of the infobase; the first is the default of booking' }),
  time: LocalTime.meta({ description: 'BD-06: clock of 1C' }),
  time_zone: text(64).meta({ description: 'BD-06: IANA zone of every time of this infobase' }),
  status_extensions: z
    .array(z.union(STATUS_EXTENSIONS.map((code) => z.literal(code))))
    .meta({ description: 'BD-17: extra order statuses that are switched on' }),
})
export type State = z.infer<typeof State>

/** `state` and `city` have no parameters; their POST form is an empty object (BD-02). */
export const NoQuery = z.object({})
export type NoQuery = z.infer<typeof NoQuery>

/* ---------- 6.2, 6.3 ---------- */

export const City = z.object({
  city_id: Guid.meta({ description: 'B-24: reference of the city' }),
  name: text(120).meta({ description: 'B-24: name of the city' }),
  region: text(200).optional().meta({ description: 'B-24: region' }),
  stores_count: integer(1).meta({ description: 'B-24: warehouses in the city, at least one' }),
})
export type City = z.infer<typeof City>

/** Answer of `city`. */
export const Cities = z.object({
  cities: z.array(City).max(10_000).meta({ description: 'B-24: cities that have warehouses' }),
})
export type Cities = z.infer<typeof Cities>

export const Store = z.object({
  store_id: Guid.meta({ description: 'B-25: reference of the warehouse' }),
  name: text(200).meta({ description: 'B-25: name of the warehouse' }),
  address: textUpTo(500).meta({ description: 'B-25: address' }),
  work_hours: text(200).optional().meta({ description: 'B-25: working hours' }),
  pickup: Flag.meta({ description: 'B-25: goods can be taken here' }),
  delivery: Flag.meta({ description: 'B-25: goods are delivered from here' }),
})
export type Store = z.infer<typeof Store>

/** Answer of `citystore`. */
export const CityStores = z.object({
  city_id: Guid.meta({ description: 'B-25: the city that was asked for' }),
  stores: z.array(Store).max(10_000).meta({ description: 'B-25: warehouses of the city' }),
})
export type CityStores = z.infer<typeof CityStores>

/** Parameters of `citystore`: one of the two. */
export const CityStoreQuery = z
  .object({
    city_id: Guid.optional().meta({ description: 'B-25: reference of the city' }),
    city: text(120).optional().meta({ description: 'B-25: exact name of the city, instead of city_id' }),
  })
  .refine(({ city_id, city }) => city_id !== undefined || city !== undefined, {
    path: ['city_id'],
    error: 'required',
  })
  .refine(({ city_id, city }) => city_id === undefined || city === undefined, {
    path: ['city'],
    error: 'pair',
  })
export type CityStoreQuery = z.infer<typeof CityStoreQuery>

/* ---------- 6.4 ---------- */

export const Group = z.object({
  group_id: Guid.meta({ description: 'B-26: reference of the group' }),
  parent_id: Guid.nullable().meta({ description: 'BD-35: the group above, null at the top' }),
  name: text(200).meta({ description: 'B-26: name of the group' }),
  items_count: integer(0).meta({ description: 'B-26: items directly in the group' }),
})
export type Group = z.infer<typeof Group>

/** Answer of `storetable`: a parent precedes its children, so there are no cycles (BD-35). */
export const StoreTable = z.object({
  store_id: Guid.meta({ description: 'B-26: the warehouse that was asked for' }),
  groups: z
    .array(Group)
    .max(10_000)
    .superRefine((groups, context) => {
      const seen = new Set<string>()
      groups.forEach(({ group_id, parent_id }, index) => {
        if (parent_id !== null && !seen.has(parent_id))
          context.addIssue({ code: 'custom', path: [index, 'parent_id'], message: 'pair' })
        if (seen.has(group_id))
          context.addIssue({ code: 'custom', path: [index, 'group_id'], message: 'pair' })
        seen.add(group_id)
      })
    })
    .meta({ description: 'B-26, BD-35: groups that hold items here, and the groups above them' }),
})
export type StoreTable = z.infer<typeof StoreTable>

export const StoreQuery = z.object({
  store_id: Guid.meta({ description: 'B-26: reference of the warehouse' }),
})
export type StoreQuery = z.infer<typeof StoreQuery>

/* ---------- 6.5 ---------- */

export const Icon = z.object({
  // Plain HTTP only within one machine: there a bench may be without a certificate.
  url: z
    .url('pattern')
    .regex(/^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?\/)/, 'pattern')
    .max(2000)
    .meta({ description: 'BD-33: https address, valid for at least 24 hours' }),
  mime: z
    .string()
    .regex(/^image\/[a-z0-9.+-]+$/, 'pattern')
    .meta({ description: 'BD-33: media type' }),
  width: integer(1).meta({ description: 'BD-33: pixels' }),
  height: integer(1).meta({ description: 'BD-33: pixels' }),
})
export type Icon = z.infer<typeof Icon>

/** `text` of goods sold to order begins with the prefix of B-40, and of no others (BD-30). */
export const StockLevel = z
  .object({
    quantity: Quantity.nullable().meta({
      description: 'B-40: stock; null when goods to order are not counted',
    }),
    unlimited: Flag.meta({ description: 'B-40: sold to order, without a limit' }),
    text: text(100).meta({
      description: `B-40: stock for people; «${UNLIMITED}» first when there is no limit`,
    }),
  })
  .refine(({ quantity, unlimited }) => unlimited || quantity !== null, {
    path: ['quantity'],
    error: 'required',
  })
  .refine(({ unlimited, text: shown }) => shown.startsWith(UNLIMITED) === unlimited, {
    path: ['text'],
    error: 'pair',
  })
export type StockLevel = z.infer<typeof StockLevel>

export const PriceTier = z.object({
  over: Volume.meta({ description: 'B-42, B-43: the price applies to volumes strictly more than this' }),
  price: Money.meta({ description: 'B-42, B-43: roubles for one unit' }),
})
export type PriceTier = z.infer<typeof PriceTier>

const Barcode = z.string().regex(/^\d{8,14}$/, 'pattern')

export const Item = z
  .object({
    item_id: Guid.meta({ description: 'BD-08: reference of the item' }),
    group_id: Guid.meta({ description: 'B-26: the group it is in' }),
    article: textUpTo(50).meta({ description: 'B-28: article, may be empty' }),
    name: text(200).meta({ description: 'B-29: name' }),
    country: text(60).nullable().meta({ description: 'B-30: country of origin' }),
    brand: text(100).nullable().meta({ description: 'B-31: brand' }),
    barcode: Barcode.nullable().meta({ description: 'B-32: bar code, 8–14 digits' }),
    barcodes: z.array(Barcode).max(100).optional().meta({ description: 'B-32: further bar codes' }),
    short_description: textUpTo(500).meta({ description: 'B-33: short description' }),
    full_description: textUpTo(20_000).meta({ description: 'B-34: full description, plain text' }),
    icons: z.array(Icon).max(50).meta({ description: 'B-35: icons, none: []' }),
    unit: Unit.meta({ description: 'B-36: unit of measure' }),
    portion: Volume.meta({ description: 'B-37: size of a portion in units' }),
    min_volume: Volume.meta({ description: 'B-38: minimal volume of an order' }),
    step: Volume.meta({ description: 'B-39: step of the volume above the minimum' }),
    stock: StockLevel.meta({ description: 'B-40: stock' }),
    price_retail: Money.meta({ description: 'B-41: retail price of one unit' }),
    price_tiers: z
      .array(PriceTier)
      .max(2)
      .refine(
        (tiers) => tiers.every(({ over }, index) => index === 0 || tiers[index - 1]!.over < over),
        'pair',
      )
      .meta({ description: 'B-42, B-43: prices by volume, over rising' }),
    currency: Currency.meta({ description: 'BD-07: currency of the prices' }),
    nds_s: VatRate.meta({ description: 'BD-07: VAT rate inside the prices' }),
  })
  .refine(({ unit, step }) => unit !== 'шт' || thousandths(step) % 1000 === 0, {
    path: ['step'],
    error: 'integer',
  })
export type Item = z.infer<typeof Item>

/** Answer of `assortment`. */
export const Assortment = z.object({
  store_id: Guid.meta({ description: 'B-27: the warehouse that was asked for' }),
  as_of: LocalTime.meta({ description: 'BD-46: one moment for all prices and stock of the page' }),
  next_cursor: text(500).nullable().meta({ description: 'BD-34: cursor of the next page, null on the last' }),
  total: integer(0).optional().meta({ description: 'BD-34: items in all pages' }),
  items: z.array(Item).max(PAGE_LIMIT.max).meta({ description: 'B-27: items' }),
})
export type Assortment = z.infer<typeof Assortment>

/** Parameters of `assortment`. Without `limit` a page has 200 items, without `deep` subgroups are included. */
export const AssortmentQuery = z.object({
  store_id: Guid.meta({ description: 'B-27: reference of the warehouse' }),
  group_id: Guid.optional().meta({ description: 'B-27: only this group' }),
  deep: queryInteger(0, 1)
    .optional()
    .meta({ default: 1, description: 'B-27: 0 leaves the subgroups of group_id out' }),
  changed_since: LocalTime.optional().meta({ description: 'BD-34: only what changed after this time' }),
  limit: queryInteger(PAGE_LIMIT.min, PAGE_LIMIT.max)
    .optional()
    .meta({ default: PAGE_LIMIT.default, description: 'BD-34: items in one page' }),
  cursor: text(500).optional().meta({ description: 'BD-34: next_cursor of the page before' }),
})
export type AssortmentQuery = z.infer<typeof AssortmentQuery>
