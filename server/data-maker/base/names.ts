import { faker } from '@faker-js/faker/locale/ru'
import type { Random } from './random.ts'

/** Invented people: a name, a surname and a patronymic put together by chance. */
export interface PersonName {
  last: string
  first: string
  middle: string
  sex: 'female' | 'male'
}

type BySex = Record<PersonName['sex'], string[]>
const { first_name, last_name, middle_name } = faker.rawDefinitions.person as unknown as Record<
  'first_name' | 'last_name' | 'middle_name',
  BySex
>

export function someName(random: Random): PersonName {
  const sex = random.chance(50) ? 'female' : 'male'
  return {
    last: random.pick(last_name[sex]),
    first: random.pick(first_name[sex]),
    middle: random.pick(middle_name[sex]),
    sex,
  }
}

export const fullName = ({ last, first, middle }: PersonName): string => `${last} ${first} ${middle}`

const LATIN: Readonly<Record<string, string>> = {
  а: 'a',
  б: 'b',
  в: 'v',
  г: 'g',
  д: 'd',
  е: 'e',
  ё: 'e',
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
  щ: 'sch',
  ъ: '',
  ы: 'y',
  ь: '',
  э: 'e',
  ю: 'yu',
  я: 'ya',
}

/** Latin letters, digits and hyphens, for addresses. */
export const latin = (text: string): string =>
  [...text.toLowerCase()]
    .map((char) => LATIN[char] ?? (/[a-z0-9]/.test(char) ? char : '-'))
    .join('')
    .replace(/-+/g, '-')
    .replace(/^-|-$/g, '')

/** Domains of examples, as in the demo (RFC 2606 reserves the second): a letter to them reaches nobody. */
const DOMAINS = ['example.ru', 'example.com']

/** @param n makes it the only one */
export const emailOf = (random: Random, user: string, n: number): string =>
  `${user}${n + 1}@${random.pick(DOMAINS)}`
