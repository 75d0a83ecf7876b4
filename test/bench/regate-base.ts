import type { RegateDemoData } from '../../mocks/regate/demo.ts'
import { generateItems } from '../../mocks/regate/generate.ts'
import { EnterpriseSettings } from '../../server/storage/document-schema.ts'

/** The two 1C bases that are measured. Pure. */

/** Enterprise → items of its base. */
export const bases = { small: 200, large: 10_000 } as const
export type BaseName = keyof typeof bases

export const STORE = 'c0000001-6b2f-11f0-8de9-0242ac150007'
const CITY = 'a0000001-6b2f-11f0-8de9-0242ac150007'
const GROUPS = [1, 2, 3, 4, 5, 6].map((n) => `d000000${n}-6b2f-11f0-8de9-0242ac150007`)

export const regateAccount = { user: 'restore', password: 'bench-restore' }

/** More than any run sells, thousandths: an order that is refused is no order measured. */
const PLENTY = 1_000_000_000_000

/** Nothing is refused for its rate or for its number: every connection is answered. */
export const settingsOf = (id: BaseName): EnterpriseSettings =>
  EnterpriseSettings.parse({
    id,
    name: id,
    users: [regateAccount.user],
    ratePerSecond: 0,
    queue: { capacity: 10_000, reads: 1000 },
  })

export const baseOf = (id: BaseName): RegateDemoData => ({
  organizations: [
    {
      organization_id: 'f0000001-6b2f-11f0-8de9-0242ac150007',
      name: 'Лоза и Колос ООО',
      full_name: 'Общество с ограниченной ответственностью «Лоза и Колос»',
      inn: '7800004568',
      kpp: '780001001',
      ogrn: '1237700001230',
      address: '190000, г. Санкт-Петербург, ул. Образцовая, д. 3',
      phone: '+78120000000',
      bank_accounts: [],
    },
  ],
  cities: [{ city_id: CITY, name: 'Санкт-Петербург' }],
  stores: [
    {
      store_id: STORE,
      city_id: CITY,
      name: 'Склад',
      address: 'ул. Образцовая, д. 3',
      pickup: true,
      delivery: true,
    },
  ],
  groups: GROUPS.map((group_id, n) => ({ group_id, parent_id: null, name: `Группа ${n + 1}` })),
  items: generateItems({ seed: 1, from: 0, count: bases[id], stores: [STORE], groups: GROUPS }).map(
    (item) => ({
      ...item,
      short_description: `${item.name}, произведено и упаковано в России`,
      stock: [{ store_id: STORE, quantity: PLENTY }],
    }),
  ),
  clients: [],
})
