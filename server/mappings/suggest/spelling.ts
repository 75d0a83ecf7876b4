import { distance } from 'fastest-levenshtein'

/** Letters: look-alikes of the two alphabets, transliteration, keyboard layouts, typing errors. Pure. */

const twins: Readonly<Record<string, string>> = {
  a: 'а',
  b: 'в',
  c: 'с',
  e: 'е',
  h: 'н',
  k: 'к',
  m: 'м',
  o: 'о',
  p: 'р',
  t: 'т',
  x: 'х',
  y: 'у',
}
const latinTwins: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(twins).map(([latin, cyrillic]) => [cyrillic, latin]),
)

const isLatin = (text: string): boolean => /[a-z]/i.test(text)
const isCyrillic = (text: string): boolean => /[а-яё]/i.test(text)

export type Script = 'latin' | 'cyrillic' | 'mixed' | 'none'

export function scriptOf(text: string): Script {
  const latin = isLatin(text)
  const cyrillic = isCyrillic(text)
  if (latin && cyrillic) return 'mixed'
  if (latin) return 'latin'
  return cyrillic ? 'cyrillic' : 'none'
}

const replaced = (word: string, table: Readonly<Record<string, string>>): string =>
  [...word].map((letter) => table[letter] ?? letter).join('')

/** A lower-case word in one alphabet where letters of the other had slipped in; as it is when that is not certain. */
export function unmixed(word: string): string {
  if (scriptOf(word) !== 'mixed') return word
  const cyrillic = replaced(word, twins)
  if (!isLatin(cyrillic)) return cyrillic
  const latin = replaced(word, latinTwins)
  return isCyrillic(latin) ? word : latin
}

/** «mockba» as it looks, in Cyrillic; `null` for a word that has other letters. */
export function seenAsCyrillic(word: string): string | null {
  if (scriptOf(word) !== 'latin') return null
  const seen = replaced(word, twins)
  return isLatin(seen) ? null : seen
}

/** Equal for texts that look equal: case, spaces, «ё» and look-alike letters make no difference. */
export const lookKey = (text: string): string =>
  replaced(text.trim().replace(/\s+/g, ' ').toLowerCase().replaceAll('ё', 'е'), latinTwins)

const latinKeys = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
const cyrillicKeys = 'ёйцукенгшщзхъфывапролджэячсмитьбю'
const toCyrillicKeys = Object.fromEntries([...latinKeys].map((key, i) => [key, cyrillicKeys[i]!]))
const toLatinKeys = Object.fromEntries([...cyrillicKeys].map((key, i) => [key, latinKeys[i]!]))

/** What the same keys give in the other layout: «ghbdtn» → «привет»; `null` for a text in both alphabets or in none. */
export function otherLayout(text: string): string | null {
  const script = scriptOf(text)
  if (script === 'latin') return replaced(text.toLowerCase(), toCyrillicKeys)
  return script === 'cyrillic' ? replaced(text.toLowerCase(), toLatinKeys) : null
}

const letters: Readonly<Record<string, string>> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ё: 'yo',
  ж: 'zh',
  з: 'z',
  и: 'i',
  й: 'y',
  к: 'k',
  л: 'l',
  м: 'm',
  н: 'n',
  о: 'o',
  п: 'p',
  р: 'r',
  с: 's',
  т: 't',
  у: 'u',
  ф: 'f',
  х: 'kh',
  ц: 'ts',
  ч: 'ch',
  ш: 'sh',
  щ: 'shch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
}

/** Spellings that ГОСТ 7.79, ICAO Doc 9303 and everyday use write differently, each brought to one. The order matters. */
const sounds: readonly (readonly [RegExp, string])[] = [
  [/['’`]/g, ''],
  [/shch|sch|shh|sh/g, 'S'],
  [/zh/g, 'Z'],
  [/kh/g, 'h'],
  [/x/g, 'ks'],
  [/tch|ch/g, 'C'],
  [/ts|tc|cz/g, 'c'],
  [/ck|q|c(?=[aoulrk])/g, 'k'],
  [/ph/g, 'f'],
  [/w/g, 'v'],
  [/[yji]u/g, 'U'],
  [/[yj]a|ia/g, 'A'],
  [/[yj][eo]|io/g, 'e'],
  [/[yj]/g, 'i'],
  [/iA/g, 'A'],
  [/ie/g, 'e'],
  [/(.)\1+/g, '$1'],
]

/** How a lower-case word sounds, whatever alphabet and transliteration it is written in. */
export function skeletonOf(word: string): string {
  const latin = replaced(word.replaceAll('ё', 'е'), letters)
  return sounds.reduce((text, [pattern, sound]) => text.replace(pattern, sound), latin)
}

const endings =
  /(?:иями|ями|ами|ыми|ими|ого|его|ому|ему|ией|иям|иях|ием|ая|яя|ое|ее|ые|ие|ый|ий|ой|ом|ем|ей|ам|ям|ах|ях|ия|ии|ию|им|ым|их|ых|ую|юю|[уюаяыиеьй])$/

/** A word without its ending, for words that stand in any case; short words stay whole. */
export function stemOf(word: string): string {
  const stem = word.replace(endings, '')
  return stem.length >= 3 ? stem : word
}

/** Typing errors between two words: an adjacent swap counts as one. More than `most` is told as `most + 1`. */
export function typosBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1
  const edits = distance(a, b)
  if (edits === 2 && a.length === b.length) {
    const at = [...a].findIndex((letter, i) => letter !== b[i])
    if (a[at] === b[at + 1] && a[at + 1] === b[at]) return 1
  }
  return Math.min(edits, most + 1)
}

/** A word without what is heard badly: doubled letters, signs, «э» for «е», «й» for «и». */
export const softened = (word: string): string =>
  word
    .replace(/[ьъ]/g, '')
    .replaceAll('э', 'е')
    .replaceAll('й', 'и')
    .replace(/(.)\1+/gu, '$1')

const voiced: Readonly<Record<string, string>> = { г: 'к', д: 'т', б: 'п', з: 'с', в: 'ф', ж: 'ш' }

/** Do the two words end alike, as they are heard? «…бург» and «…бурк» do, and so does a swap: «…инск» and «…инкс». */
export function endAlike(a: string, b: string): boolean {
  const [last, other] = [a.at(-1)!, b.at(-1)!].map((letter) => voiced[letter] ?? letter)
  return last === other || (a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1))
}
