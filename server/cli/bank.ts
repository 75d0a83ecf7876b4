import type { Command } from 'commander'
import { describeFinding } from '../admin/validation.ts'
import type { Statement } from '../contracts/bank/statement.ts'
import { moneyText } from '../contracts/decimal.ts'
import { print, readInput } from './terminal.ts'

/** A statement as lines for a terminal: findings with their line, then what there is. */
function describeStatement(file: string, { findings, ...statement }: Statement): string {
  const lines = findings.map((found) => describeFinding(file, found))
  if (statement.refused) return [...lines, `${file}: отказ: выписка не прочитана`].join('\n')
  const { header, documents, encoding, skipped } = statement
  const received = documents.filter(({ receivedOn }) => receivedOn !== null)
  const sum = received.reduce((total, { amountKopecks }) => total + amountKopecks, 0)
  const told = (value: string | null): string => value || 'не указано'
  return [
    ...lines,
    `${file}: кодировка ${encoding}, отправитель ${told(header.sender)}, период ${told(header.from)} — ${told(header.to)}`,
    `${file}: счета ${told(header.accounts.join(', '))}`,
    ...documents.map(
      ({ line, kind, number, date, amountKopecks, receivedOn, payer, purpose }) =>
        `${file}:${line}: ${kind} № ${number} от ${date}, ${moneyText(amountKopecks)}, ${receivedOn ? `поступило ${receivedOn}` : 'не поступило'}, ИНН ${told(payer.inn)}: ${purpose}`,
    ),
    `${file}: документов ${documents.length}, поступило ${received.length} на ${moneyText(sum)}, пропущено с ошибкой ${skipped}`,
  ].join('\n')
}

/** `obmen bank`: reads a statement as the bank import of 1C does (B-72). */
export function addBank(program: Command): void {
  program
    .command('bank')
    .description(
      'read a bank statement (1CClientBankExchange) and tell what is in it, and what is wrong, where',
    )
    .argument('<file>', 'file, or - for standard input')
    .option('--json', 'the whole statement as JSON on stdout')
    .action(async (file: string, options: { json?: boolean }) => {
      const { readStatement } = await import('../contracts/bank/read.ts')
      const statement = readStatement(await readInput(file))
      print(options.json ? JSON.stringify(statement, null, 2) : describeStatement(file, statement))
      process.exitCode = statement.findings.some(({ severity }) => severity === 'error') ? 1 : 0
    })
}
