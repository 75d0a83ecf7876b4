import { checkAccount, checkCorrAccount, checkInn } from '../../../server/contracts/requisites.ts'
import { when, type Check, type OrderFacts } from './check.ts'

/** The buyer: requisites and the counterparty that they lead to. */

const requisitesOf = ({ envelope }: OrderFacts) => envelope.order.requisites ?? null

const innDigits: Check = {
  code: 'ORD-200',
  stage: 'counterparty',
  look(facts) {
    const inn = requisitesOf(facts)?.inn
    return when(inn !== undefined && checkInn(inn) === 'inn-checksum', () => ({
      field: 'order.requisites.inn',
      value: inn!,
      message: `Контрольная цифра ИНН ${inn} не сходится`,
      severity: facts.innCheck,
    }))
  },
}

const severalCounterparties: Check = {
  code: 'ORD-202',
  stage: 'counterparty',
  look(facts) {
    const requisites = requisitesOf(facts)
    const codes = facts.counterparties.map(({ code_1c }) => code_1c).join(', ')
    return when(facts.counterparties.length > 1, () => ({
      field: requisites ? 'order.requisites.inn' : 'order.client',
      ...(requisites ? { value: requisites.inn } : {}),
      message: requisites
        ? `Несколько контрагентов с ИНН ${requisites.inn} и КПП ${requisites.kpp || 'без КПП'}: ${codes}`
        : `Несколько контрагентов с такими контактами: ${codes}`,
    }))
  },
}

const blockedCounterparty: Check = {
  code: 'ORD-203',
  stage: 'counterparty',
  look(facts) {
    const [counterparty, other] = facts.counterparties
    return when(counterparty?.blocked === 1 && other === undefined, () => ({
      field: requisitesOf(facts) ? 'order.requisites.inn' : 'order.client',
      value: counterparty!.code_1c,
      message: `Контрагент «${counterparty!.name}» заблокирован для продаж`,
    }))
  },
}

const accounts: Check = {
  code: 'ORD-205',
  stage: 'counterparty',
  look(facts) {
    const { bik = '', payment_account, correspondent_account } = requisitesOf(facts) ?? {}
    const own = when(
      payment_account !== undefined && checkAccount(payment_account, bik) === 'acc-key',
      () => ({
        field: 'order.requisites.payment_account',
        value: payment_account!,
        message: `Расчётный счёт ${payment_account} не соответствует БИК ${bik}`,
      }),
    )
    const corr = when(
      bik !== '' &&
        correspondent_account !== undefined &&
        checkCorrAccount(correspondent_account, bik).length > 0,
      () => ({
        field: 'order.requisites.correspondent_account',
        value: correspondent_account!,
        message: `Корреспондентский счёт ${correspondent_account} не соответствует БИК ${bik}`,
      }),
    )
    return [...own, ...corr]
  },
}

export const counterpartyChecks: readonly Check[] = [
  innDigits,
  severalCounterparties,
  blockedCounterparty,
  accounts,
]
