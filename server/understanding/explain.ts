import { cmlFindings, cmlRefusals, type CmlCode } from '../contracts/commerceml/findings.ts'
import { COMMERCEML } from '../contracts/commerceml/operations.ts'
import { ksup } from '../contracts/ksup/operations.ts'
import type { Contract } from '../contracts/operation.ts'
import { regate } from '../contracts/regate/operations.ts'
import { siteOrders } from '../contracts/site-orders/operations.ts'
import type { Text } from '../contracts/text.ts'
import { check, type CheckCode } from '../invoice/checks.ts'
import { transportCode } from './code-words.ts'
import { exchangeWords } from './exchange-words.ts'
import { faultRows } from './finding-words.ts'

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

/** Section 12: what a reader does that has met something of the kind. */
const goesOn: Text = {
  ru: 'Файл читается дальше, остальное принимается; строгий сайт может остановиться здесь.',
  en: 'The file is read on and the rest is taken; a strict site may stop here.',
}
const stops: Text = {
  ru: 'Чтение прекращается: из файла ничего не применяется.',
  en: 'Reading ends: nothing of the file is applied.',
}
const scans: Text = {
  ru: 'Приложение банка читает код по тем же правилам: с ошибкой оно откажет или покажет пустые поля.',
  en: "A bank's application reads the code by the same rules: with an error it refuses, or shows empty fields.",
}
const fromOnec: Text = {
  ru: 'Исправьте реквизиты или строку оплаты в 1С и верните заказ заново: сайт сам её не меняет.',
  en: 'Correct the requisites or the payment string in 1C and return the order again: the site does not change it.',
}

function ofContracts(code: string): CodeExplanation | null {
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
  return null
}

function ofCommerceMl(code: string): CodeExplanation | null {
  const found: CmlCode | undefined = cmlFindings.find((one) => one.code === code)
  const row: CmlCode | undefined = found ?? cmlRefusals.find((one) => one.code === code)
  if (!row) return null
  const { meaning, action: todo } = row
  const peer = found ? goesOn : stops
  return { code, contract: COMMERCEML, status: null, meaning, peer, todo, retryable: found ? null : false }
}

function ofLiberties(code: string): CodeExplanation | null {
  const fault = faultRows(code)
  return fault && { code, status: null, ...fault, todo: warned, retryable: null }
}

/** Checks of the payment string: `missing:BIC` is about one of its fields. */
function ofPayment(code: string): CodeExplanation | null {
  const [rule = '', key] = code.split(':')
  const { message } = check(rule as CheckCode, '', key === undefined ? {} : { key })
  return (message.ru as string | undefined) === undefined
    ? null
    : { code, contract: null, status: null, meaning: message, peer: scans, todo: fromOnec, retryable: null }
}

function ofExchange(code: string): CodeExplanation | null {
  const words = exchangeWords(code) ?? transportCode(code)
  return words && { code, contract: null, status: null, ...words }
}

const sources = [ofContracts, ofCommerceMl, ofLiberties, ofExchange, ofPayment]

/** What a code says and what is to be done; `null` for a code that nobody has described. */
export function explainCode(code: string): CodeExplanation | null {
  for (const source of sources) {
    const found = source(code)
    if (found) return found
  }
  return null
}
