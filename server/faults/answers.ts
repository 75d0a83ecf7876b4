import type { ExchangeLink } from './exchange-link.ts'

/** An answer as it went out last time. */
export interface EarlierAnswer {
  status: number
  headers: [string, string][]
  body: Uint8Array
  /** Under which the journal has it. */
  entry: number | null
}

const MOST = 200
const LARGEST = 1024 * 1024

/** The last answer of each operation at each address, for faults that give it again; few and small. */
export interface EarlierAnswers {
  keep(link: ExchangeLink, method: string, path: string, answer: EarlierAnswer): void
  find(link: ExchangeLink, method: string, path: string): EarlierAnswer | null
}

export function createEarlierAnswers(): EarlierAnswers {
  const answers = new Map<string, EarlierAnswer>()
  const keyOf = ({ operation, to }: ExchangeLink, method: string, path: string): string =>
    `${operation?.id ?? to} ${method} ${path}`
  return {
    keep(link, method, path, answer) {
      const key = keyOf(link, method, path)
      answers.delete(key)
      if (answer.body.length > LARGEST) return
      answers.set(key, answer)
      if (answers.size > MOST) answers.delete(answers.keys().next().value!)
    },
    find: (link, method, path) => answers.get(keyOf(link, method, path)) ?? null,
  }
}
