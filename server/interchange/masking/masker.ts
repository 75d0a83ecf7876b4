import type { Text } from '../../contracts/text.ts'
import { maskBody, type BytesMasker } from './containers.ts'
import { decodeText, encodeText } from './encoding.ts'
import { maskRules, type MaskRule, type MaskRuleId, type Matcher } from './rules.ts'
import { maskWrapped, openPercent, unescaped, withLetters } from './wrapped.ts'

/** How often a rule had something to hide, for the preview and for `masking.txt`. */
export interface RuleHits {
  id: MaskRuleId
  title: Text
  on: boolean
  /** Places. */
  hits: number
  /** Different values. */
  values: number
  /** Some of them with all but their ends hidden, and the mask that stands for them. */
  samples: { value: string; mask: string }[]
}

export interface Masker {
  text(text: string): string
  /** A value that stands at a JSON pointer: the names on the way say what it is. */
  at(pointer: string, value: string): string
  /** `null`: what cannot be read cannot be masked, unless it may go as it is. The encoding stays. */
  bytes(bytes: Uint8Array, contentType: string, how?: BytesOptions): Uint8Array | null
  url(url: string): string
  headers(headers: readonly [string, string][]): [string, string][]
  hits(): RuleHits[]
}

export interface BytesOptions {
  /** `Content-Encoding` of the body. */
  coding?: string
  /** What nothing can be hidden in goes as it is. */
  opaque?: boolean
}

const SAMPLES = 3
/** Values that are looked for sign by sign; the others are looked for by words. */
const ODD_VALUES = 500

const DONE = new RegExp(
  `^(?:\\*{3}.*|null|true|false|(?:${maskRules.map(({ id }) => id).join('|')})-\\d+)$`,
  'i',
)

/** Headers whose whole value is a secret. */
const SECRET_HEADER = /^(?:(?:proxy-)?authorization|(?:x-)?(?:api-?key|auth|secret|.*token))$/i
const COOKIE_HEADER = /^(?:set-)?cookie$/i

/** Words that may be a value which was seen in its proper place before. */
const WORD = /[\p{L}\d][\p{L}\d._~+/=-]{5,}/gu
const IS_WORD = new RegExp(`^(?:${WORD.source})$`, 'u')

/** A number that may be one, in groups. */
const NUMBER = /(?<![\w-])\d{2,4}(?:[ №-]{1,3}\d{2,7}){1,4}(?![\w-])/g

const digitsOf = (text: string): string => text.replace(/\D/g, '')

function hidden(value: string): string {
  const shown = value.length < 6 ? 0 : 1
  return `${value.slice(0, shown)}…${value.slice(value.length - shown)}`
}

interface Kept {
  rule: MaskRule
  masks: Map<string, string>
  hits: number
  samples: { value: string; mask: string }[]
}

/**
 * Hides values by rules. One value has one mask as long as the masker lives, so that a report still makes sense; a value
 * that was found by its place is hidden afterwards wherever it stands.
 * @param on rules that are applied
 */
export function createMasker(on: ReadonlySet<MaskRuleId>): Masker {
  const kept: Kept[] = maskRules.map((rule) => ({ rule, masks: new Map(), hits: 0, samples: [] }))
  const active = kept.filter(({ rule }) => on.has(rule.id))
  const seen = new Map<string, string>()
  /** Those of the seen values that are no words. */
  const odd = new Map<string, string>()

  function remember(value: string, mask: string): void {
    // A short value is a word of the language as often as not, a mask of it would eat everything.
    if (value.length < 6) return
    seen.set(value, mask)
    // A number is the same number with spaces and without.
    if (/^[\d №-]{6,30}$/.test(value)) seen.set(digitsOf(value), mask)
    else if (!IS_WORD.test(value) && odd.size < ODD_VALUES) odd.set(value, mask)
  }

  function maskFor(of: Kept, value: string): string {
    const key = of.rule.same?.(value) ?? value
    const known = of.masks.get(key)
    const mask = known ?? `${of.rule.id}-${of.masks.size + 1}`
    if (known === undefined) {
      of.masks.set(key, mask)
      if (of.samples.length < SAMPLES) of.samples.push({ value: hidden(value), mask })
    }
    if (of.rule.id !== 'file')
      for (const one of [value, ...unescaped(value), ...(of.rule.also?.(value) ?? [])]) remember(one, mask)
    of.hits += 1
    return mask
  }

  function replaced(of: Kept, matcher: Matcher, text: string): string {
    return text.replace(matcher.find, (...found: unknown[]) => {
      const { lead = '', v } = found.at(-1) as { lead?: string; v: string }
      if (v.trim() === '' || DONE.test(v) || matcher.accepts?.(v) === false) return found[0] as string
      const mask = maskFor(of, v)
      return lead + (matcher.bare ? `"${mask}"` : mask)
    })
  }

  function plainly(text: string): string {
    let result = text
    for (const of of active) for (const matcher of of.rule.matchers) result = replaced(of, matcher, result)
    if (seen.size === 0) return result
    for (const [value, mask] of odd) result = result.replaceAll(value, mask)
    return result
      .replace(NUMBER, (number) => seen.get(digitsOf(number)) ?? number)
      .replace(WORD, (word) => seen.get(word) ?? word)
  }

  function byRules(text: string): string {
    const letters = withLetters(text)
    const open = letters?.plain ?? text
    // By places first: what is in a wrapping as a whole value goes as a whole.
    const masked = maskWrapped(plainly(open), plainly)
    return masked === open ? text : (letters?.close(masked) ?? masked)
  }

  /** A part of an address, which may be a message of its own behind its percent signs. */
  function component(text: string): string {
    const opened = openPercent(text)
    if (!opened) return byRules(text)
    const masked = byRules(opened.plain)
    return masked === opened.plain ? text : opened.close(masked)
  }

  function query(text: string): string {
    return text
      .split('&')
      .map((pair) => {
        const at = pair.indexOf('=')
        if (at < 0) return component(pair)
        const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
        const plainName = openPercent(name)?.plain ?? name
        const masked = byRules(`${plainName}=${value}`)
        return masked === `${plainName}=${value}`
          ? `${name}=${component(value)}`
          : `${name}=${masked.slice(plainName.length + 1)}`
      })
      .join('&')
  }

  /** The value as the last member of objects that are named by a pointer. */
  function at(pointer: string, value: string): string {
    const names = pointer.split('/').slice(1)
    if (names.length === 0) return byRules(value)
    const nested = names.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value)
    const masked = byRules(JSON.stringify(nested))
    const last = /:("(?:\\.|[^"\\])*")\}+$/.exec(masked)?.[1]
    return byRules(last === undefined ? value : (JSON.parse(last) as string))
  }

  const bytesMasker = (opaque: boolean): BytesMasker => ({
    opaque,
    line: byRules,
    text(bytes, contentType) {
      const decoded = decodeText(bytes, contentType)
      if (!decoded) return null
      const masked = isForm(contentType, decoded.text) ? query(decoded.text) : byRules(decoded.text)
      return masked === decoded.text ? bytes : encodeText(masked, decoded.encoding)
    },
    field(name, bytes, contentType) {
      const decoded = decodeText(bytes, contentType)
      if (!decoded) return null
      const head = `name="${name}"\r\n\r\n`
      const masked = byRules(head + decoded.text)
      return masked === head + decoded.text
        ? bytes
        : encodeText(masked.slice(masked.indexOf('\r\n\r\n') + 4), decoded.encoding)
    },
  })

  const isForm = (contentType: string, text: string) =>
    /^application\/x-www-form-urlencoded/i.test(contentType) && /^[^\s{<]/.test(text)

  const masker: Masker = {
    text: byRules,
    at,
    bytes: (bytes, contentType, { coding = '', opaque = false } = {}) =>
      maskBody(bytes, contentType, bytesMasker(opaque), coding),
    url(url) {
      const [, head = '', search, hash = ''] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/s.exec(url) ?? []
      const host = /^[a-z][a-z\d+.-]*:\/\/[^/]*/i.exec(head)?.[0] ?? ''
      const path = head.slice(host.length).split('/').map(component).join('/')
      return byRules(host) + path + (search === undefined ? '' : `?${query(search)}`) + hash
    },
    headers: (headers) =>
      headers.map(([name, value]): [string, string] => {
        const [password, cookie] = [byId('password'), byId('cookie')]
        if (password && SECRET_HEADER.test(name)) {
          const [, scheme = '', secret = ''] = /^([A-Za-z][\w-]*\s+)?(.*)$/s.exec(value) ?? []
          return DONE.test(secret) ? [name, value] : [name, scheme + maskFor(password, secret)]
        }
        if (cookie && COOKIE_HEADER.test(name)) {
          const parts = /^set-/i.test(name) ? /=[^;]*/ : /=[^;]*/g
          return [name, value.replace(parts, (pair) => `=${maskFor(cookie, pair.slice(1))}`)]
        }
        return [
          name,
          /^(?:referer|location|origin|content-location)$/i.test(name) ? masker.url(value) : byRules(value),
        ]
      }),
    hits: () =>
      kept.map(({ rule, masks, hits, samples }) => ({
        id: rule.id,
        title: rule.title,
        on: on.has(rule.id),
        hits,
        values: masks.size,
        samples,
      })),
  }

  function byId(id: MaskRuleId): Kept | undefined {
    return active.find(({ rule }) => rule.id === id)
  }
  return masker
}

export const defaultRules = (): Set<MaskRuleId> =>
  new Set(maskRules.filter((rule) => rule.default).map(({ id }) => id))
