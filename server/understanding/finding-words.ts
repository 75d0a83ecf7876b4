import { liberties as ksupLiberties } from '../contracts/ksup/lenient.ts'
import { liberties as regateLiberties } from '../contracts/regate/lenient.ts'
import { liberties as siteLiberties } from '../contracts/site-orders/lenient.ts'
import type { Text } from '../contracts/text.ts'

const tables: readonly [contract: string, rows: Readonly<Record<string, Text>>][] = [
  ['site-orders/1', siteLiberties],
  ['regate/1', regateLiberties],
  ['ksup/1', ksupLiberties],
]

const read: Text = {
  ru: 'Терпимая сторона читает это как по контракту и идёт дальше; строгая отказывает.',
  en: 'A lenient side reads it as if it were written right and goes on; a strict one refuses.',
}

/** The liberty of a code; `null` for a code that is none. */
export function faultRows(code: string): { contract: string; meaning: Text; peer: Text } | null {
  for (const [contract, rows] of tables) {
    const meaning = rows[code]
    if (meaning) return { contract, meaning, peer: read }
  }
  return null
}
