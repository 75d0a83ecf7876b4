import type { Dialect } from '../message/dialect.ts'
import { readGuid, readNumber, readPhone, readTime } from '../message/scalars.ts'
import type { Text } from '../text.ts'
import { readXml } from '../wire/read-xml.ts'
import { listForm, memberForm } from './forms.ts'
import { liberties, readVatRate, readYesNo } from './lenient.ts'
import { ruleOf, rules } from './rules.ts'
import type { RuleId } from './rules.ts'
import { REQUEST_LIMIT_BYTES } from './schema.ts'
import { fromXml } from './xml-form.ts'

/** How bodies of contract A are read, by who reads: the site answers faults with SITE codes, 1C notes ORD codes. */

export type Reader = 'site' | 'onec'

/** An answer of the site may be larger than a request: a page holds up to 200 orders. */
const ANSWER_LIMIT_BYTES = 8 * REQUEST_LIMIT_BYTES

const PERSONAL = /\/(?:pasport_info|email|telefon)(?:\/|$)/

const unknownText: Text = {
  ru: 'Поля нет в контракте: оно сохранено и никак не используется',
  en: 'The field is not in the contract: it is kept and not used',
}

const libertyTexts: Readonly<Record<string, Text>> = { ...liberties, 'W-UNKNOWN-FIELD': unknownText }

const common = {
  liberties: {
    bom: 'LA-01',
    charset: 'LA-02',
    syntax: 'LA-03',
    name: 'LA-12',
    bookmark: 'LA-16',
    empty: 'LA-17',
    unknown: 'W-UNKNOWN-FIELD',
  },
  scalars: {
    money: { id: 'LA-06', read: readNumber },
    quantity: { id: 'LA-06', read: readNumber },
    integer: { id: 'LA-06', read: readNumber },
    time: { id: 'LA-07', read: readTime },
    'yes-no': { id: 'LA-08', read: readYesNo },
    'vat-rate': { id: 'LA-09', read: readVatRate },
    guid: { id: 'LA-10', read: readGuid },
    phone: { id: 'LA-11', read: readPhone },
  },
  libertyText: (id: string) => libertyTexts[id]!,
  ruleOf,
  /** Of personal data only the last two characters are shown (AD-43). */
  shown: (value: string, pointer: string) =>
    PERSONAL.test(pointer) ? '*'.repeat(Math.max(0, value.length - 2)) + value.slice(-2) : value,
  listForm,
  memberForm,
  readXml(text, { mode, codes, notes }) {
    const root = readXml(text, { codes, notes })
    return root && fromXml(root, { mode, codes, notes })
  },
} satisfies Partial<Dialect>

export const dialects: Readonly<Record<Reader, Dialect>> = {
  site: {
    ...common,
    limit: REQUEST_LIMIT_BYTES,
    duplicateRefuses: 'body',
    faults: {
      malformed: 'SITE-MALFORMED',
      encoding: 'SITE-MALFORMED',
      duplicate: 'SITE-DUPLICATE-KEY',
      'too-large': 'SITE-TOO-LARGE',
      'too-deep': 'SITE-MALFORMED',
    },
    rule: (id) => ({ code: 'SITE-VALIDATION', message: textOf(id as RuleId) }),
  },
  onec: {
    ...common,
    limit: ANSWER_LIMIT_BYTES,
    duplicateRefuses: 'element',
    faults: {
      malformed: 'ORD-100',
      encoding: 'ORD-103',
      duplicate: 'ORD-104',
      'too-large': 'ORD-100',
      'too-deep': 'ORD-100',
    },
    rule: (id) => ({ code: rules[id as RuleId].ord, message: textOf(id as RuleId) }),
  },
}

const textOf = (id: RuleId): Text => ({ ru: rules[id].ru, en: rules[id].en })
