import type { RegateDb } from './tables.ts'

/** Numbers of the enterprise's own bank accounts. */
export async function accountsOf(db: RegateDb, enterprise: string): Promise<string[]> {
  const rows = await db
    .selectFrom('regate_organization')
    .select('accounts_json')
    .where('enterprise', '=', enterprise)
    .orderBy('position')
    .execute()
  return rows.flatMap(({ accounts_json }) =>
    (JSON.parse(accounts_json) as { account: string }[]).map(({ account }) => account),
  )
}
