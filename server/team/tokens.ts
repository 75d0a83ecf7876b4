import type { Clock } from '../storage/clock.ts'
import type { Database } from '../storage/database.ts'
import { Refusal, WrongInput } from '../storage/refusal.ts'
import { Role, sameLogin, type TokenView } from './model.ts'
import { hashOf, newSecret } from './secret-texts.ts'
import type { TeamTables } from './tables.ts'

/** Tokens of one account. */
const TOKENS_OF_ONE = 50

/** A moment of use is stored at most so often. */
const USED_EVERY_MS = 60_000

/** Tells a token of a bench from other secrets, for people and for programs that look for leaked ones. */
const PREFIX = 'obmen_'

type Row = TeamTables['team_token']

export interface NewToken {
  login: string
  name: string
  role: Role
  until: string | null
}

/** What programs call with: named, with a role and perhaps an end. */
export interface Tokens {
  list(login?: string): TokenView[]
  /** @throws WrongInput `TEAM-TOKEN-UNTIL`, Refusal `TEAM-TOKENS-MANY` */
  add(token: NewToken): Promise<{ token: TokenView; secret: string }>
  /** The token that a program shows, `null` when there is none or its days are over. */
  find(secret: string): TokenView | null
  /** @throws Refusal `TEAM-TOKEN-UNKNOWN` */
  get(id: string): TokenView
  revoke(id: string): Promise<void>
  revokeAll(login: string): Promise<void>
}

export async function openTokens(given: Database, clock: Clock): Promise<Tokens> {
  const db = given.withTables<TeamTables>()
  const rows = await db.selectFrom('team_token').selectAll().orderBy('made_at').execute()
  // Asked at every call, so they are kept at hand.
  const known = new Map<string, Row>(rows.map((row) => [row.hash, row]))

  const today = () => clock().toISOString().slice(0, 10)
  const view = ({ id, login, name, role, made_at, until, used_at }: Row): TokenView => ({
    id,
    login,
    name,
    role: Role.parse(role),
    madeAt: made_at,
    until,
    usedAt: used_at,
    expired: until !== null && until < today(),
  })

  async function remove(gone: readonly Row[]): Promise<void> {
    for (const { id, hash } of gone) {
      known.delete(hash)
      await db.deleteFrom('team_token').where('id', '=', id).execute()
    }
  }

  function noteUse(row: Row): void {
    const now = clock().toISOString()
    if (row.used_at !== null && Date.parse(now) - Date.parse(row.used_at) < USED_EVERY_MS) return
    row.used_at = now
    // Only for people to see; a call is not held up by it.
    db.updateTable('team_token')
      .set({ used_at: now })
      .where('id', '=', row.id)
      .execute()
      .catch((error: unknown) => console.error(error))
  }

  const list = (login?: string): TokenView[] =>
    [...known.values()].filter((row) => login === undefined || sameLogin(row.login, login)).map(view)

  return {
    list,
    async add({ login, name, role, until }) {
      if (until !== null && until < today())
        throw new WrongInput('TEAM-TOKEN-UNTIL', {
          ru: `Срок ключа «${name}» уже прошёл: ${until}. Укажите сегодняшний день или позже.`,
          en: `The token "${name}" would have ended on ${until} already. Give today or a later day.`,
        })
      if (list(login).length >= TOKENS_OF_ONE)
        throw new Refusal('TEAM-TOKENS-MANY', {
          ru: `У «${login}» уже ${TOKENS_OF_ONE} ключей. Отзовите те, которыми никто не пользуется.`,
          en: `"${login}" has ${TOKENS_OF_ONE} tokens already. Revoke those that nobody uses.`,
        })
      const secret = PREFIX + newSecret()
      const hash = hashOf(secret)
      const row: Row = {
        id: hash.slice(0, 10),
        hash,
        login,
        name,
        role,
        made_at: clock().toISOString(),
        until,
        used_at: null,
      }
      await db.insertInto('team_token').values(row).execute()
      known.set(hash, row)
      return { token: view(row), secret }
    },
    find(secret) {
      const row = secret.startsWith(PREFIX) ? known.get(hashOf(secret)) : undefined
      if (!row) return null
      const token = view(row)
      if (token.expired) return null
      noteUse(row)
      return token
    },
    get(id) {
      const row = [...known.values()].find((one) => one.id === id)
      if (!row)
        throw new Refusal('TEAM-TOKEN-UNKNOWN', {
          ru: 'Такого ключа нет: его уже отозвали.',
          en: 'There is no such token: it has been revoked.',
        })
      return view(row)
    },
    revoke: (id) => remove([...known.values()].filter((row) => row.id === id)),
    revokeAll: (login) => remove([...known.values()].filter((row) => sameLogin(row.login, login))),
  }
}
