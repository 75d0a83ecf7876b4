import { randomBytes } from 'node:crypto'
import { createAccounts } from '../http/accounts.ts'
import type { AccountVerifier } from '../http/authenticate.ts'
import { hashPassword } from '../http/password-hash.ts'
import type { Clock } from '../storage/clock.ts'
import type { EnterpriseSettings } from '../storage/document-schema.ts'
import { Refusal } from '../storage/refusal.ts'
import type { Secrets } from '../storage/secrets.ts'

/**
 * The 1C users of the enterprises (B-17): the service knows hashes only. The password that the simulated application server
 * calls with is a secret of its own, as it would be at a real one.
 */
export interface EnterpriseAccounts {
  /** Reads the hashes of the enterprises; a user that has none gets a password. */
  load(): Promise<void>
  verifier(enterprise: string): AccountVerifier
  /**
   * Sets a password and keeps it for the player too.
   * @param password made when `null`
   * @returns the password, to be shown once
   * @throws Refusal `REGATE-USER-UNKNOWN`, `REGATE-PASSWORD` when it is too short
   */
  setPassword(enterprise: string, user: string, password: string | null): Promise<string>
  /** What the player calls with; `null` when this workspace never had it. */
  password(enterprise: string, user: string): Promise<string | null>
  /** Forgets the users of an enterprise that is gone. */
  forget(enterprise: string, users: readonly string[]): Promise<void>
}

const SHORTEST = 8

const hashName = (enterprise: string, user: string): string => `regate.${enterprise}.${user}`
const passwordName = (enterprise: string, user: string): string => `restore.${enterprise}.${user}`

export function createEnterpriseAccounts({
  secrets,
  clock,
  enterprises,
}: {
  secrets: Secrets
  clock: Clock
  enterprises(): readonly EnterpriseSettings[]
}): EnterpriseAccounts {
  const hashes = new Map<string, string>()
  const verifiers = new Map<string, AccountVerifier>()

  let turn: Promise<unknown> = Promise.resolve()
  /** One after the other: two passwords that are made at once for one user would leave the hash of one and the text of the other. */
  function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = turn.then(work)
    turn = done.catch(() => {})
    return done
  }

  async function keep(enterprise: string, user: string, password: string): Promise<void> {
    const hash = await hashPassword(password)
    await secrets.set(hashName(enterprise, user), hash)
    await secrets.set(passwordName(enterprise, user), password)
    hashes.set(hashName(enterprise, user), hash)
  }

  const newPassword = (): string => randomBytes(18).toString('base64url')

  return {
    async load() {
      for (const { id, users } of enterprises())
        for (const user of users) {
          const known = await secrets.get(hashName(id, user))
          if (known !== null) hashes.set(hashName(id, user), known)
          // A password may be given before the first start: OBMEN_SECRET_RESTORE_<ID>_<USER>.
          else await keep(id, user, (await secrets.get(passwordName(id, user))) ?? newPassword())
        }
    },
    verifier(enterprise) {
      let known = verifiers.get(enterprise)
      if (!known) {
        // A user that was taken off the list has a hash no more.
        const listed = (user: string): boolean =>
          enterprises().some(({ id, users }) => id === enterprise && users.includes(user))
        known = createAccounts({
          hashOf: (user) => (listed(user) ? (hashes.get(hashName(enterprise, user)) ?? null) : null),
          clock,
        })
        verifiers.set(enterprise, known)
      }
      return known
    },
    async setPassword(enterprise, user, password) {
      if (!enterprises().some(({ id, users }) => id === enterprise && users.includes(user)))
        throw new Refusal('REGATE-USER-UNKNOWN', {
          ru: `Пользователя «${user}» у предприятия «${enterprise}» нет. Сначала добавьте его в список.`,
          en: `Enterprise "${enterprise}" has no user "${user}". Add it to the list first.`,
        })
      if (password !== null && password.length < SHORTEST)
        throw new Refusal('REGATE-PASSWORD', {
          ru: `Пароль короче ${SHORTEST} знаков. Придумайте длиннее или оставьте поле пустым: стенд сделает его сам.`,
          en: `The password is shorter than ${SHORTEST} characters. Give a longer one, or none: the bench makes it.`,
        })
      const set = password ?? newPassword()
      await inTurn(() => keep(enterprise, user, set))
      return set
    },
    password: (enterprise, user) => secrets.get(passwordName(enterprise, user)),
    forget: (enterprise, users) =>
      inTurn(async () => {
        for (const user of users) {
          hashes.delete(hashName(enterprise, user))
          await secrets.set(hashName(enterprise, user), null)
          await secrets.set(passwordName(enterprise, user), null)
        }
        verifiers.delete(enterprise)
      }),
  }
}
