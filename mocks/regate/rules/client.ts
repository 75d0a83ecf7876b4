import { randomUUID } from 'node:crypto'
import type { Selectable } from 'kysely'
import { fromKopecks } from '../../../server/contracts/decimal.ts'
import type {
  ClientAnswer,
  ClientRequest,
  ClientUpdAnswer,
  ClientUpdRequest,
} from '../../../server/contracts/regate/schema.ts'
import { innSuits } from '../../../server/contracts/regate/schema.ts'
import { documentNumber, nextValue } from '../facts.ts'
import { balanceOf } from '../money.ts'
import { clientUnknown, refuse } from '../refusals.ts'
import type { RegateDb, RegateTables } from '../tables.ts'
import { warn, withWarnings, type Rule, type RuleContext } from './rule.ts'

export type StoredClient = Selectable<RegateTables['regate_client']>

export const findClient = (
  db: RegateDb,
  enterprise: string,
  client_id: string,
): Promise<StoredClient | undefined> =>
  db
    .selectFrom('regate_client')
    .selectAll()
    .where('enterprise', '=', enterprise)
    .where('client_id', '=', client_id)
    .executeTakeFirst()

/** Another client has the INN too: allowed, branches share one (BD-28), but the bank import may not tell them apart. */
async function warnOfSharedInn(
  context: RuleContext,
  inn: string | null | undefined,
  client_id: string,
): Promise<void> {
  if (!inn) return
  const other = await context.trx
    .selectFrom('regate_client')
    .select('client_id')
    .where('enterprise', '=', context.enterprise)
    .where('inn', '=', inn)
    .where('client_id', '!=', client_id)
    .executeTakeFirst()
  if (other) warn(context, 'W-INN-NOT-UNIQUE', '/client/inn')
}

async function answerOf(
  context: RuleContext,
  client: StoredClient,
  result: ClientAnswer['result'],
): Promise<ClientAnswer> {
  const { client_id, ref_1c, code_1c, name, incomplete } = client
  const balance = await balanceOf(context.trx, context.enterprise, client_id)
  return {
    result,
    client_id,
    ref_1c,
    code_1c,
    name,
    incomplete: incomplete === 1,
    balance: { amount: fromKopecks(balance), currency: 'RUB' },
    warnings: context.warnings,
  }
}

/** `client`: finds by the identifier that ReStore gave, or makes the counterparty (B-44…B-47, BD-03, BD-25, BD-26). */
export const client: Rule<ClientRequest> = async (context, { client_id, client: data }) => {
  const { trx, enterprise, now } = context
  const found = await findClient(trx, enterprise, client_id)
  if (found) {
    if (data) warn(context, 'W-CLIENT-DATA-IGNORED', '/client')
    return { status: 200, body: await answerOf(context, found, 'found') }
  }
  await warnOfSharedInn(context, data?.inn, client_id)
  const made: StoredClient = {
    enterprise,
    client_id,
    ref_1c: randomUUID(),
    code_1c: documentNumber(await nextValue(trx, enterprise, 'client')),
    type: data?.type ?? null,
    name: data?.name ?? `ReStore ${client_id}`,
    full_name: data?.full_name ?? null,
    inn: data?.inn ?? null,
    kpp: data?.kpp ?? null,
    phone: data?.phone ?? null,
    email: data?.email ?? null,
    address: data?.address ?? null,
    incomplete: data?.name === undefined ? 1 : 0,
    created_at: now.toISOString(),
  }
  await trx.insertInto('regate_client').values(made).execute()
  return { status: 201, body: await answerOf(context, made, 'created') }
}

/** `clientupd`: changes what is named, clears what is `null`, makes nothing new (B-48, BD-27). */
export const clientupd: Rule<ClientUpdRequest> = async (context, { client_id, client: change }) => {
  const { trx, enterprise } = context
  const found = await findClient(trx, enterprise, client_id)
  if (!found) throw clientUnknown(client_id)

  const type = (change.type ?? found.type ?? undefined) as Parameters<typeof innSuits>[0]
  const inn = change.inn === undefined ? found.inn : change.inn
  if (inn !== null && !innSuits(type, inn))
    throw refuse(
      'RG-INN',
      `ИНН ${inn} не подходит виду клиента: у организации 10 цифр, у предпринимателя и частного лица 12. Передайте вид и ИНН вместе.`,
      { errors: [{ pointer: '/client/inn', rule: 'inn' }] },
    )

  const names = Object.keys(change) as (keyof typeof change)[]
  const changed = names.filter((name) => change[name] !== undefined && change[name] !== found[name])
  const body: ClientUpdAnswer = {
    result: changed.length > 0 ? 'updated' : 'unchanged',
    client_id,
    changed,
  }
  if (changed.length > 0) {
    if (changed.includes('inn')) await warnOfSharedInn(context, inn, client_id)
    const name = change.name ?? found.name
    await trx
      .updateTable('regate_client')
      .set({
        ...Object.fromEntries(changed.map((member) => [member, change[member]])),
        incomplete: found.incomplete === 1 && change.name === undefined ? 1 : 0,
        name,
      })
      .where('enterprise', '=', enterprise)
      .where('client_id', '=', client_id)
      .execute()
  }
  return { status: 200, body: { ...body, ...withWarnings(context) } }
}
