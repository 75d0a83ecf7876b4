import type { MappingKind } from '../model.ts'
import {
  otherLayout,
  scriptOf,
  seenAsCyrillic,
  skeletonOf,
  softened,
  stemOf,
  unmixed,
  type Script,
} from './spelling.ts'
import {
  abbreviatedTown,
  expansions,
  genericsOf,
  legalForms,
  particles,
  phrases,
  regionWords,
  settlements,
  usualName,
} from './words.ts'

/** A name taken apart once, so that it can be compared with many. Pure. */

export interface Word {
  text: string
  /** It ended with a point, so it may be the beginning of a longer one. */
  dotted: boolean
  stem: string
  skeleton: string
  /** Without what is heard badly. */
  softened: string
  script: Script
}

export interface PreparedName {
  raw: string
  /** Without case, «ё», quotes and punctuation. */
  folded: string
  /** What is left without words that every value of the kind may have, in the order written. */
  core: readonly Word[]
  /** The core without spaces; the usual name where another one was written. */
  joined: string
  sorted: string
  skeleton: string
  sortedSkeleton: string
  script: Script
  /** The written name stood for another one: «СПб». */
  alias: boolean
  /** A letter of the other alphabet had slipped in. */
  wasMixed: boolean
  /** How it would read if it had been typed in look-alike letters or in the other layout. */
  seen: string | null
  layout: string | null
  /** Numbers in their order, `''` when there is none: «2|14». */
  numbers: string
  /** What kind of settlement it is called, `null` when it does not say. */
  settlement: string | null
  /** Beginning of the region's name as it sounds. */
  region: string | null
}

/** How names of a kind are read. */
export interface Reading {
  /** Common words, as `wordKey` has them. */
  generics: ReadonlySet<string>
  /** Names of places: a different ending is a different place (Пушкин, Пушкино). */
  places: boolean
  /** Words that were looked at. */
  words: Map<string, Word>
}

/** A word in any case and in any transliteration. */
const wordKey = (word: string): string => skeletonOf(stemOf(word))

export const readingOf = (kind: MappingKind): Reading => ({
  generics: new Set(genericsOf(kind).map(wordKey)),
  places: kind === 'city',
  words: new Map(),
})

/** The written text in lower case with the tokens that matter; abbreviations and phrases in full. */
function tokensOf(text: string): { text: string; dotted: boolean }[] {
  const lower = phrases.reduce(
    (folded, [pattern, full]) => folded.replace(pattern, full),
    text.normalize('NFC').toLowerCase().replaceAll('ё', 'е'),
  )
  return (lower.match(/\d+|\p{L}+['’]?\p{L}*\.?/gu) ?? []).flatMap((token) => {
    const dotted = token.endsWith('.')
    const word = unmixed(token.replace(/[.'’]/g, '').replace(/^0+(?=\d)/, ''))
    const full = expansions[word]
    return full ? full.split(' ').map((part) => ({ text: part, dotted: false })) : [{ text: word, dotted }]
  })
}

type Token = ReturnType<typeof tokensOf>[number]

/** Takes the region out of the words of a place: «Киров, Кировская обл.», «респ. Татарстан», «(Калужская)». */
function withoutRegion(tokens: Token[]): { rest: Token[]; region: string | null } {
  const at = tokens.findIndex(({ text }) => regionWords.has(text))
  if (at < 0) {
    const bare = tokens.findIndex(({ text }, i) => i > 0 && /(?:ская|ский)$/.test(text))
    // An adjective alone is a region only behind a name that is whole without it: «Киров Калужская».
    if (bare < 1 || !tokens[bare]!.text.endsWith('ская')) return { rest: tokens, region: null }
    return { rest: tokens.toSpliced(bare, 1), region: skeletonOf(tokens[bare]!.text).slice(0, 5) }
  }
  const adjective = at - 1
  const named = at > 0 && /(?:ая|ий|ой)$/.test(tokens[adjective]!.text) ? adjective : at + 1
  if (!tokens[named]) return { rest: tokens, region: null }
  const rest = tokens.filter((_, i) => i !== at && i !== named)
  return rest.length === 0
    ? { rest: tokens, region: null }
    : { rest, region: skeletonOf(tokens[named]!.text).slice(0, 5) }
}

/** Takes out the word that says what a settlement is: «г. Пермь», «Пермь г.», «с. Пушкино». */
function withoutSettlement(tokens: Token[]): { rest: Token[]; settlement: string | null } {
  const ends = [0, tokens.length - 1]
  const at = ends.find((index) => tokens.length > 1 && settlements[tokens[index]!.text] !== undefined)
  return at === undefined
    ? { rest: tokens, settlement: null }
    : { rest: tokens.toSpliced(at, 1), settlement: settlements[tokens[at]!.text]! }
}

const joinedOf = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join('')

/** «ПЭК (Первая экспедиционная компания)», «GTD (КИТ)»: what is in brackets only says the name again. */
function withoutEcho(text: string, { generics }: Reading): string {
  const [, main, echo] = /^([^()]+)\(([^()]+)\)\s*$/.exec(text) ?? []
  if (main === undefined || echo === undefined) return text
  const [first, second] = [main, echo].map((part) => {
    const tokens = tokensOf(part)
    const telling = tokens.filter(({ text: word }) => !generics.has(wordKey(word)))
    return usualName(joinedOf(tokens.filter(({ text: word }) => !legalForms.has(word)))) ?? joinedOf(telling)
  })
  return first === second ? main : text
}

/** Names repeat their words, so each is looked at once. */
function wordOf({ text, dotted }: Token, { words }: Reading): Word {
  const key = dotted ? `${text}.` : text
  let word = words.get(key)
  if (!word) {
    const script = scriptOf(text)
    word = { text, dotted, stem: stemOf(text), skeleton: skeletonOf(text), softened: softened(text), script }
    words.set(key, word)
  }
  return word
}

const sortedJoin = (parts: readonly string[]): string => parts.toSorted().join('')

/** Takes a name apart as names of its kind are written. An empty name has an empty core. */
export function prepareName(raw: string, reading: Reading): PreparedName {
  const all = tokensOf(withoutEcho(raw, reading))
  const called =
    usualName(joinedOf(all)) ?? usualName(joinedOf(all.filter(({ text }) => !legalForms.has(text))))
  const place = reading.places && !called ? withoutRegion(all) : { rest: all, region: null }
  const town =
    reading.places && !called ? withoutSettlement(place.rest) : { rest: place.rest, settlement: null }
  const telling = town.rest.filter(
    ({ text, dotted }) => !reading.generics.has(wordKey(text)) && (dotted || !particles.has(text)),
  )
  const tokens = telling.length > 0 ? telling : town.rest
  const written = joinedOf(tokens)
  const usual = called ?? usualName(written)
  const core = tokens.map((token) =>
    wordOf({ ...token, text: abbreviatedTown(token.text) ?? token.text }, reading),
  )
  const joined = usual ?? core.map(({ text }) => text).join('')
  const seen = core.map(({ text }) => seenAsCyrillic(text) ?? text).join('')
  // A comma or a bracket is a letter in the other layout, so the text is turned before it is taken apart.
  const turned = otherLayout(raw.trim())
  return {
    raw: raw.trim(),
    folded: all.map(({ text }) => text).join(' '),
    core,
    joined,
    sorted: usual ?? sortedJoin(core.map(({ text }) => text)),
    skeleton: core.length === 1 && !usual ? core[0]!.skeleton : skeletonOf(joined),
    sortedSkeleton: usual ? skeletonOf(usual) : sortedJoin(core.map(({ skeleton }) => skeleton)),
    script: scriptOf(joined),
    alias: usual !== null && usual !== written,
    wasMixed: scriptOf(raw) === 'mixed' && scriptOf(all.map(({ text }) => text).join('')) !== 'mixed',
    seen: seen === written ? null : seen,
    layout: turned === null ? null : (turned.match(/[\p{L}\d]+/gu) ?? []).join('').replaceAll('ё', 'е'),
    numbers: core
      .map(({ text }) => text)
      .filter((text) => /^\d/.test(text))
      .join('|'),
    settlement: town.settlement,
    region: place.region,
  }
}
