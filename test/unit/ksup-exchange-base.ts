import type { KsupDemoData } from '../../mocks/ksup/demo.ts'
import type { KsupOnecDemoData } from '../../mocks/ksup-onec/demo.ts'

/** What 1C and КСУП know of before anything happens. */

const guid = (n: number): string => `00000000-94a2-4000-8de9-${String(n).padStart(12, '0')}`

export const DEALS = [7741, 7742, 7743] as const
export const refs = { group: guid(1), linked: guid(21), person: guid(22), own: guid(23) }
/** Of a counterparty that КСУП has, of one that it does not have, of nobody. */
export const CARDS = ['100', '101', '200', '300'] as const

const item = (n: number, article: string, known: boolean): KsupOnecDemoData['items'][number] => ({
  ref: guid(10 + n),
  code: `00-0000010${n}`,
  article,
  name: `Товар ${article}`,
  series: '',
  manufacturer: 'Завод',
  group: refs.group,
  kind: 'Товар',
  price_retail: 129_000,
  stock: [],
  known,
})

const phone = (value: string) => [{ value, main: true }]

export const demoOnec: KsupOnecDemoData = {
  warehouses: ['Магазинный', 'Внешний (аутсорс)'],
  groups: [{ ref: refs.group, name: 'Тренажёры', exported: true }],
  items: [item(1, 'TR-2041', true), item(2, 'MT-0017', true)],
  counterparties: [
    {
      ref: refs.linked,
      code_1c: '00-00001872',
      name: 'ООО «Тихая Гавань»',
      kind: 'legal',
      inn: null,
      emails: [],
      phones: phone('+79000000001'),
      code_ksup: '58213',
    },
    {
      ref: refs.person,
      code_1c: '00-00001800',
      name: 'Соколова Анна',
      kind: 'person',
      inn: null,
      emails: [],
      phones: phone('+79000000002'),
      code_ksup: '58214',
    },
    {
      ref: refs.own,
      code_1c: '00-00000007',
      name: 'ИП Свой',
      kind: 'entrepreneur',
      inn: null,
      emails: [],
      phones: [],
      code_ksup: null,
    },
  ],
  cards: [
    { code: CARDS[0], owner: refs.linked },
    { code: CARDS[1], owner: refs.person },
    { code: CARDS[2], owner: refs.own },
    { code: CARDS[3], owner: null },
  ],
  agreements: [],
  orders: [],
}

export const demoKsup: KsupDemoData = {
  contacts: [
    {
      code_ksup: '58213',
      code_1c: '00-00001872',
      name: 'ООО «Тихая Гавань»',
      type: 'company',
      phones: phone('+79000000001'),
      tasks: [],
    },
    {
      code_ksup: '58214',
      code_1c: '00-00001800',
      name: 'Соколова Анна',
      type: 'person',
      phones: phone('+79000000002'),
      tasks: [],
    },
  ],
  items: demoOnec.items.map(({ ref, article, name, manufacturer }) => ({
    article,
    name,
    series: null,
    manufacturer,
    source_ref: ref,
  })),
  deals: DEALS.map((number) => ({ number, title: `Сделка ${number}`, contact: '58213' })),
}
