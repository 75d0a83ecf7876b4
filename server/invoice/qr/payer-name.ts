/** Names of a person as the payment string wants them. */
export interface PayerName {
  LastName: string
  FirstName: string
  MiddleName: string
}

const TITLE = /^(?:ИП|Индивидуальный предприниматель|КФХ|Глава КФХ)\s+/iu
const WORD = /^\p{Lu}[\p{L}’'-]*\.?$/u

/**
 * `ИП Луговой Пётр Ильич` by its parts; a patronymic may have several words (`Алиев Тимур Рашид оглы`). `null` when the name is
 * not that of a person.
 */
export function payerName(name: string): PayerName | null {
  const [last = '', first = '', ...middle] = name.trim().replace(TITLE, '').split(/\s+/)
  if (middle.length > 2 || !WORD.test(last) || !WORD.test(first)) return null
  if (!middle.every((word, i) => (i === 0 ? WORD.test(word) : /^\p{L}+$/u.test(word)))) return null
  return { LastName: last, FirstName: first, MiddleName: middle.join(' ') }
}
