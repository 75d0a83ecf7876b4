import type { z } from 'zod'
import type { NoteLiberty } from '../message/dialect.ts'
import { fieldOf } from '../message/field.ts'
import type { Text } from '../text.ts'
import { isLocalTime, readTimeText } from '../time.ts'
import { pointerTo } from '../wire/tree.ts'
import type { ObjectNode, WireMember, WireNode } from '../wire/tree.ts'
import { canonicalName } from './aliases.ts'
import { decodeBase64 } from './base64.ts'
import { forms } from './forms.ts'
import type { Form } from './forms.ts'
import { sha256 } from './sha256.ts'

/** The liberties that lenient reading takes (section 5.4), as data for messages and help. */
export const liberties = {
  'LD-01': { ru: 'BOM в начале тела убран', en: 'A BOM at the start of the body is dropped' },
  'LD-02': {
    ru: 'Тело в windows-1251, объявленной в Content-Type',
    en: 'The body is in declared windows-1251',
  },
  'LD-03': {
    ru: 'Поле названо русскими словами исходного задания',
    en: 'The field has the Russian name of the original specification',
  },
  'LD-04': {
    ru: 'Число записано текстом, с запятой или неразрывными пробелами',
    en: 'A number is written as text, with a comma or no-break spaces',
  },
  'LD-05': {
    ru: 'Дата записана, как её печатает 1С, или с лишним временем',
    en: 'The date is written as 1C prints it, or with a time that it does not have',
  },
  'LD-06': { ru: 'Номер сделки записан текстом', en: 'The deal number is written as text' },
  'LD-07': { ru: 'Тип запроса записан прописными буквами', en: 'The type of message has capital letters' },
  'LD-08': { ru: 'Телефон записан не как +7XXXXXXXXXX', en: 'The phone is not written as +7XXXXXXXXXX' },
  'LD-09': {
    ru: 'Поля нет в контракте: оно сохранено и никак не используется',
    en: 'The field is not in the contract: it is kept and not used',
  },
  'LD-10': { ru: 'Переносы строк внутри base64 убраны', en: 'Line breaks inside base64 are dropped' },
  'LD-11': {
    ru: 'Размер файла не передан и посчитан',
    en: 'The size of the file was not sent and is computed',
  },
  'LD-12': {
    ru: 'SHA-256 файла не передан и посчитан',
    en: 'The SHA-256 of the file was not sent and is computed',
  },
  'LD-13': { ru: 'Тип объекта записан словами', en: 'The type of object is written in words' },
  'LD-14': { ru: 'Один артикул вместо списка', en: 'One article instead of a list' },
  'W-NO-META': {
    ru: 'Нет meta: id составлен из адреса и тела, место в очереди неизвестно',
    en: 'No meta: the id is made of address and body, the turn is not known',
  },
} satisfies Record<string, Text>

export type LibertyId = keyof typeof liberties

const OBJECT_TYPE_WORDS: Readonly<Record<string, string>> = {
  компания: 'company',
  'частное лицо': 'person',
}

const asText = (node: WireNode, text: string): WireNode => ({ kind: 'text', text, spot: node.spot })

type FormReader = (node: WireNode, pointer: string, note: NoteLiberty) => WireNode

/** A day as 1C prints it, or with a time. */
const readDay: FormReader = (node, pointer, note) => {
  if (node.kind !== 'text') return node
  const written = node.text.trim()
  const time = isLocalTime(written) ? written : readTimeText(written)
  const day = time?.slice(0, 10)
  if (day === undefined || day === node.text) return node
  note('LD-05', node.spot, pointer, node.text, day)
  return asText(node, day)
}

const readDealNumber: FormReader = (node, pointer, note) => {
  const digits = node.kind === 'text' ? /^\s*(\d{1,15})\s*$/.exec(node.text)?.[1] : undefined
  if (node.kind !== 'text' || digits === undefined) return node
  const raw = String(Number(digits))
  note('LD-06', node.spot, pointer, node.text, raw)
  return { kind: 'number', raw, spot: node.spot }
}

const readMessageType: FormReader = (node, pointer, note) => {
  if (node.kind !== 'text') return node
  const lower = node.text.trim().toLowerCase()
  if (lower === node.text) return node
  note('LD-07', node.spot, pointer, node.text, lower)
  return asText(node, lower)
}

const readObjectType: FormReader = (node, pointer, note) => {
  const words = node.kind === 'text' ? node.text.trim().toLowerCase().replace(/\s+/g, ' ') : ''
  const type = OBJECT_TYPE_WORDS[words]
  if (node.kind !== 'text' || type === undefined) return node
  note('LD-13', node.spot, pointer, node.text, type)
  return asText(node, type)
}

const readArticles: FormReader = (node, pointer, note) => {
  if (node.kind !== 'text') return node
  note('LD-14', node.spot, pointer, node.text)
  return { kind: 'array', items: [node], spot: node.spot }
}

/** `Base64Строка` of 1C breaks its lines; size and digest are computed of what came (section 5.3). */
const readFile: FormReader = (node, pointer, note) => {
  if (node.kind !== 'object') return node
  const at = (name: string): number => node.members.findIndex((member) => member.name === name)
  const place = at('content_base64')
  const content = node.members[place]?.value
  if (content?.kind !== 'text') return node
  const text = content.text.replace(/[\r\n]+/g, '')
  const members = [...node.members]
  if (text !== content.text) {
    note('LD-10', content.spot, pointerTo(pointer, 'content_base64'))
    members[place] = { ...members[place]!, value: asText(content, text) }
  }
  const isComplete = at('size') >= 0 && at('sha256') >= 0
  const bytes = isComplete ? null : decodeBase64(text)
  if (!bytes) return { ...node, members }
  const add = (id: LibertyId, name: string, value: WireNode): void => {
    if (at(name) >= 0) return
    note(id, node.spot, pointerTo(pointer, name))
    members.push({ name, spot: node.spot, value })
  }
  add('LD-11', 'size', { kind: 'number', raw: String(bytes.length), spot: node.spot })
  add('LD-12', 'sha256', asText(node, sha256(bytes)))
  return { ...node, members } satisfies ObjectNode
}

const readers: Readonly<Record<Form, FormReader>> = {
  date: readDay,
  'deal-number': readDealNumber,
  'message-type': readMessageType,
  'object-type': readObjectType,
  file: readFile,
  articles: readArticles,
}

/** A member under its name of the contract and in its canonical form; unknown members stay as they are. */
export function memberForm(
  member: WireMember,
  shape: z.core.$ZodShape,
  pointer: string,
  note: NoteLiberty,
): WireMember {
  const name = canonicalName(member.name, shape)
  const schema = name === null ? undefined : shape[name]
  if (name === null || !schema) return member
  const at = pointerTo(pointer, name)
  // One `article` for the list has a liberty of its own.
  const isSingle = member.name === 'article' && member.value.kind === 'text'
  if (name !== member.name && !isSingle) note('LD-03', member.spot, at, member.name, name)
  const form = forms.get(fieldOf(schema).schema)?.form
  const value = form === undefined ? member.value : readers[form](member.value, at, note)
  return name === member.name && value === member.value ? member : { ...member, name, value }
}
