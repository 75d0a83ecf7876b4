import { faultRows } from './finding-words.ts'
import type { Text } from '../contracts/text.ts'
import { ksup } from '../contracts/ksup/operations.ts'
import type { Contract } from '../contracts/operation.ts'
import { regate } from '../contracts/regate/operations.ts'
import { siteOrders } from '../contracts/site-orders/operations.ts'
import { transportCode } from './code-words.ts'

/** «Что это значит, что делает сайт или 1С, что делать вам». */
export interface CodeExplanation {
  code: string
  /** `null` for a code of the wire. */
  contract: string | null
  status: number | null
  meaning: Text
  peer: Text
  todo: Text
  retryable: boolean | null
}

const contracts: readonly Contract[] = [siteOrders, regate, ksup]

const later: Text = {
  ru: 'Ничего менять не нужно: дождитесь повтора. Если код держится, проверьте состояние другой стороны.',
  en: 'Nothing has to be changed: wait for the repetition. If the code stays, look at the state of the other side.',
}
const correct: Text = {
  ru: 'Исправьте то, на что указывают замечания (строка и поле), и отправьте снова: без исправления ответ не изменится.',
  en: 'Correct what the findings point at (line and field) and send it again: unchanged, it gets the same answer.',
}
const warned: Text = {
  ru: 'Сообщение принято. Исправьте при случае: строгая сторона его не примет.',
  en: 'The message was taken. Correct it in time: a strict side would not take it.',
}

/** What a code says and what is to be done; `null` for a code that neither a contract nor the wire has. */
export function explainCode(code: string): CodeExplanation | null {
  for (const contract of contracts) {
    const row = contract.codes.all.find((one) => one.code === code)
    if (!row) continue
    const refusal = contract.codes.refusal(code)
    return {
      code,
      contract: contract.id,
      status: refusal?.status ?? null,
      meaning: row.meaning,
      peer: row.action,
      todo: refusal ? (refusal.retryable ? later : correct) : warned,
      retryable: refusal?.retryable ?? null,
    }
  }
  const fault = faultRows(code)
  if (fault)
    return {
      code,
      contract: fault.contract,
      status: null,
      meaning: fault.meaning,
      peer: fault.peer,
      todo: warned,
      retryable: null,
    }
  const wire = transportCode(code)
  return wire && { code, contract: null, status: null, ...wire }
}
