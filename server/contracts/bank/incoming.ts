import type { BankDocument, Statement } from './statement.ts'

/** A document that brought money to one of our accounts. */
export interface IncomingDocument {
  document: BankDocument
  /** Our account that the money came to. */
  account: string
  /** Equal for the same document wherever it is read: what was loaded once is not loaded again. */
  key: string
}

/** What a statement holds for the accounts of an enterprise. */
export interface IncomingDocuments {
  incoming: IncomingDocument[]
  /** Documents that occur in the file a second time. */
  repeated: number
  /** Documents that bring nothing to our accounts: outgoing ones, and those the bank has not carried out. */
  other: number
}

/** Our account that a document credits, `null` when the document does not count (regate section 8.2). */
export function creditedAccount(document: BankDocument, accounts: ReadonlySet<string>): string | null {
  if (document.receivedOn === null) return null
  const { account, settlementAccount } = document.receiver
  return [account, settlementAccount].find((candidate) => accounts.has(candidate)) ?? null
}

/** The duplicate key of regate section 8.2: our account, number, date, amount, account and ИНН of the payer. */
export function duplicateKey(account: string, document: BankDocument): string {
  const { number, date, amountKopecks, payer } = document
  // JSON keeps the parts apart whatever characters they have.
  return JSON.stringify([account, number, date, amountKopecks, payer.account, payer.inn])
}

/** The documents of a statement that count, each once, in the order of the file (B-72, regate section 8.2). */
export function incomingDocuments(
  statement: Pick<Statement, 'documents'>,
  accounts: ReadonlySet<string>,
): IncomingDocuments {
  const byKey = new Map<string, IncomingDocument>()
  let other = 0
  let repeated = 0
  for (const document of statement.documents) {
    const account = creditedAccount(document, accounts)
    if (account === null) {
      other += 1
      continue
    }
    const key = duplicateKey(account, document)
    if (byKey.has(key)) repeated += 1
    else byKey.set(key, { document, account, key })
  }
  return { incoming: [...byKey.values()], repeated, other }
}
