import type { Chance } from './random.ts'

/** Pieces that have broken parsers of XML before, and pieces of the contract. */
const PIECES = [
  '<',
  '>',
  '&',
  '&amp;',
  '&#0;',
  '&#x110000;',
  '&nbsp;',
  '<![CDATA[',
  ']]>',
  '<!--',
  '-->',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '<?xml version="1.0" encoding="windows-1251"?>',
  '<?',
  '?>',
  '/>',
  '</',
  '"',
  "'",
  '\0',
  '\uFEFF',
  '\uFFFE',
  '😀',
  '\r',
  '<Товар>',
  '</Товар>',
  '<Товары>',
  '<Ид>',
  '<Группы>',
  '<Группа>',
  '<Каталог>',
  '<ПакетПредложений>',
  '<КоммерческаяИнформация>',
  '<Контейнер>',
  '<Документ Ид="1">',
  '<__proto__ constructor="1"/>',
  ' Статус="Удален"',
  ' xmlns:a="b"',
  '-999 999 999,9',
  '0001-01-01T00:00:00',
]

const encoder = new TextEncoder()

function spliced(bytes: Uint8Array, at: number, remove: number, insert: Uint8Array): Uint8Array {
  const rest = bytes.subarray(Math.min(bytes.length, at + remove))
  const out = new Uint8Array(at + insert.length + rest.length)
  out.set(bytes.subarray(0, at))
  out.set(insert, at)
  out.set(rest, at + insert.length)
  return out
}

type Mutation = (bytes: Uint8Array, chance: Chance) => Uint8Array

const LESS = 0x3c

/** Offset of a tag at or behind a place, so that pieces move whole. */
function tagNear(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(LESS, from)
  return at < 0 ? from : at
}

const mutations: readonly Mutation[] = [
  // Bytes: one changed, some removed, some put in.
  (bytes, chance) => {
    const out = bytes.slice()
    out[chance.upTo(out.length)] = chance.upTo(256)
    return out
  },
  (bytes, chance) => spliced(bytes, chance.upTo(bytes.length), chance.upTo(12), new Uint8Array(0)),
  (bytes, chance) => spliced(bytes, chance.upTo(bytes.length), 0, chance.bytes(1 + chance.upTo(8))),
  // Truncation.
  (bytes, chance) => bytes.slice(0, chance.upTo(bytes.length)),
  // A piece of markup somewhere, a tag removed, a stretch of tags repeated or moved.
  (bytes, chance) => spliced(bytes, chance.upTo(bytes.length), 0, encoder.encode(chance.one(PIECES))),
  (bytes, chance) =>
    spliced(bytes, tagNear(bytes, chance.upTo(bytes.length)), 0, encoder.encode(chance.one(PIECES))),
  (bytes, chance) => {
    const at = tagNear(bytes, chance.upTo(bytes.length))
    return spliced(bytes, at, bytes.subarray(at).indexOf(0x3e) + 1, new Uint8Array(0))
  },
  (bytes, chance) => {
    const from = tagNear(bytes, chance.upTo(bytes.length))
    const to = tagNear(bytes, from + 1 + chance.upTo(400))
    return spliced(bytes, tagNear(bytes, chance.upTo(bytes.length)), 0, bytes.subarray(from, to))
  },
]

/** A file spoiled in one to five places. */
export function mutated(bytes: Uint8Array, chance: Chance): Uint8Array {
  let out = bytes
  for (let left = 1 + chance.upTo(5); left > 0 && out.length > 0; left--)
    out = chance.one(mutations)(out, chance)
  return out
}
