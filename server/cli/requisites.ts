import type { Command } from 'commander'
import { requisiteFindings, type GivenRequisites } from '../invoice/requisites/findings.ts'
import { Failure, print } from './terminal.ts'

interface RequisiteOptions {
  inn?: string
  kpp?: string
  ogrn?: string
  okpo?: string
  bik?: string
  account?: string
  corr?: string
  json?: boolean
}

/** `obmen requisites`: forms and check digits, with what does not hold. */
export function addRequisites(program: Command): void {
  program
    .command('requisites')
    .description('check requisites and explain what does not hold; exit code 1 when something does not')
    .option('--inn <inn>', 'ИНН of a company or a person')
    .option('--kpp <kpp>', 'КПП')
    .option('--ogrn <ogrn>', 'ОГРН or ОГРНИП')
    .option('--okpo <okpo>', 'ОКПО')
    .option('--bik <bik>', 'БИК of the bank, which the keys of accounts are computed with')
    .option('--account <account>', 'settlement account')
    .option('--corr <account>', 'correspondent account')
    .option('--json', 'findings as JSON on stdout')
    .action(({ account, corr, json, ...others }: RequisiteOptions) => {
      const given: GivenRequisites = {
        ...others,
        ...(account === undefined ? {} : { payment_account: account }),
        ...(corr === undefined ? {} : { correspondent_account: corr }),
      }
      const findings = requisiteFindings(given)
      if (findings.length === 0)
        throw new Failure('Проверять нечего: укажите хотя бы один реквизит, например --inn')
      print(
        json
          ? JSON.stringify(findings, null, 2)
          : findings
              .map(
                ({ field, value, severity, code, message, explanation }) =>
                  `${severity} ${code} ${field} ${value}: ${message.ru}${explanation ? `. ${explanation.ru}` : ''}`,
              )
              .join('\n'),
      )
      process.exitCode = findings.some(({ severity }) => severity === 'warning') ? 1 : 0
    })
}
