import type { ScalarReader } from '../message/scalars.ts'
import { readNumber } from '../message/scalars.ts'
import type { Text } from '../text.ts'

/** The liberties that lenient reading takes (regate section 3), as data for messages and help. */
export const liberties = {
  'LB-01': { ru: 'BOM в начале тела убран', en: 'A BOM at the start of the body is dropped' },
  'LB-02': {
    ru: 'Число записано текстом, с запятой или неразрывными пробелами',
    en: 'A number is written as text, with a comma or no-break spaces',
  },
  'LB-03': {
    ru: 'Дата записана не по ISO 8601 без зоны, а как её печатает 1С',
    en: 'The date is not an ISO 8601 local time but as 1C prints it',
  },
  'LB-04': { ru: 'GUID в верхнем регистре или в скобках', en: 'A GUID in upper case or in braces' },
  'LB-05': {
    ru: 'Единица измерения записана не как «кг», «л» или «шт»',
    en: 'The unit is not written as «кг», «л» or «шт»',
  },
  'LB-06': {
    ru: 'Код оплаты или статуса записан текстом',
    en: 'A payment or status code is written as text',
  },
  'LB-07': {
    ru: 'Поля нет в контракте: оно сохранено и никак не используется',
    en: 'The field is not in the contract: it is kept and not used',
  },
  'LB-08': {
    ru: 'Одинарные кавычки, лишние запятые или комментарии //',
    en: 'Single quotes, trailing commas or // comments',
  },
} satisfies Record<string, Text>

export type LibertyId = keyof typeof liberties

const UNITS = new Map([
  ['кг', 'кг'],
  ['kg', 'кг'],
  ['л', 'л'],
  ['l', 'л'],
  ['шт', 'шт'],
  ['pcs', 'шт'],
])

/** LB-05: `кг.`, `kg`, `л.`, `l`, `шт.`, `pcs` in any case. */
export const readUnit: ScalarReader = (spelling) =>
  UNITS.get(String(spelling).trim().toLowerCase().replace(/\.$/, '')) ?? null

/** LB-06: the digits of a code; nothing is rounded or grouped in one. */
export const readCode: ScalarReader = (spelling, zone) =>
  /^\s*\d{1,3}\s*$/.test(String(spelling)) ? readNumber(spelling, zone) : null
