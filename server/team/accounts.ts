import { createAccounts } from '../http/accounts.ts'
import type { Verdict } from '../http/authenticate.ts'
import { hashPassword } from '../http/password-hash.ts'
import type { Clock } from '../storage/clock.ts'
import type { DocumentStore } from '../storage/document.ts'
import { createQueue } from '../storage/queue.ts'
import { Refusal, WrongInput } from '../storage/refusal.ts'
import type { Secrets } from '../storage/secrets.ts'
import { sameLogin, SHORTEST_PASSWORD, type Account } from './model.ts'
import { newSecret } from './secret-texts.ts'

/** The members of the team: names and roles in `obmen.json`, hashes of passwords with the secrets. */
export interface TeamAccounts {
  list(): readonly Account[]
  find(login: string): Account | null
  hasPassword(login: string): Promise<boolean>
  /** @param address of the machine that asks: guessing from one locks nobody at another out */
  verify(login: string, password: string, address: string): Promise<Verdict>
  /**
   * @param password made when `null`
   * @returns the password, to be shown once
   * @throws Refusal `TEAM-LOGIN-TAKEN`, `TEAM-FIRST-ADMIN`; WrongInput `TEAM-PASSWORD`
   */
  add(account: Account, password: string | null): Promise<string>
  /** @throws Refusal `TEAM-LOGIN-UNKNOWN`, `TEAM-LAST-ADMIN` */
  save(login: string, change: Omit<Account, 'login'>): Promise<void>
  /** What belongs to the account stays until the bench stops, so that it can be put back. @throws as `save` */
  remove(login: string): Promise<void>
  /** @throws Refusal `TEAM-LOGIN-UNKNOWN` when it was not removed since the start, `TEAM-LOGIN-TAKEN` */
  restore(login: string): Promise<void>
  /** @throws Refusal `TEAM-LOGIN-UNKNOWN`; WrongInput `TEAM-PASSWORD` */
  setPassword(login: string, password: string | null): Promise<string>
  /** Forgets what belonged to removed accounts. */
  close(): Promise<void>
}

const secretName = (login: string): string => `team.password.${login.toLowerCase()}`

const unknown = (login: string) =>
  new Refusal('TEAM-LOGIN-UNKNOWN', {
    ru: `Пользователя «${login}» нет. Обновите список: возможно, его уже удалили.`,
    en: `There is no user "${login}". Reload the list: it may have been removed.`,
  })

const taken = (login: string) =>
  new Refusal('TEAM-LOGIN-TAKEN', {
    ru: `Логин «${login}» уже занят. Выберите другой или измените того, кто есть.`,
    en: `The login "${login}" is taken. Choose another one, or change the user who has it.`,
  })

/** The bench would be left to people who cannot let anybody in. */
function wantAdmin(accounts: readonly Account[]): void {
  if (accounts.length === 0 || accounts.some(({ role }) => role === 'admin')) return
  throw new Refusal('TEAM-LAST-ADMIN', {
    ru: 'Остался бы стенд без администратора. Сначала назначьте администратором другого.',
    en: 'The bench would be left without an admin. Make somebody else an admin first.',
  })
}

function wantLength(password: string): void {
  if (password.length >= SHORTEST_PASSWORD) return
  throw new WrongInput('TEAM-PASSWORD', {
    ru: `Пароль короче ${SHORTEST_PASSWORD} знаков. Придумайте длиннее.`,
    en: `The password is shorter than ${SHORTEST_PASSWORD} characters. Give a longer one.`,
  })
}

export function createTeamAccounts({
  document,
  secrets,
  clock,
  forget,
}: {
  document: DocumentStore
  secrets: Secrets
  clock: Clock
  /** Ends sessions and tokens of an account that begins anew or is gone for good. */
  forget(login: string): Promise<void>
}): TeamAccounts {
  const inTurn = createQueue()
  const removed = new Map<string, { account: Account; at: number }>()

  const list = () => document.value.team.accounts
  const find = (login: string) => list().find((one) => sameLogin(one.login, login)) ?? null
  const passwords = createAccounts({
    hashOf: (login) => (find(login) ? secrets.get(secretName(login)) : null),
    clock,
  })

  async function keep(login: string, password: string | null): Promise<string> {
    if (password !== null) wantLength(password)
    const set = password ?? newSecret().slice(0, 16)
    await secrets.set(secretName(login), await hashPassword(set))
    return set
  }

  async function purge(login: string): Promise<void> {
    removed.delete(login.toLowerCase())
    await forget(login)
    await secrets.set(secretName(login), null)
  }

  /** Changes the list. Throwing leaves the document as it is. */
  const change = (to: (accounts: Account[]) => Account[]) =>
    document.update((draft) => {
      const next = to(draft.team.accounts)
      wantAdmin(next)
      draft.team.accounts = next
    })

  function at(accounts: readonly Account[], login: string): number {
    const found = accounts.findIndex((one) => sameLogin(one.login, login))
    if (found < 0) throw unknown(login)
    return found
  }

  return {
    list,
    find,
    hasPassword: async (login) => (await secrets.get(secretName(login))) !== null,
    // In one spelling: another one would be another guesser.
    verify: async (login, password, address) =>
      passwords.verify({ user: login.toLowerCase(), password }, address),
    add: (account, password) =>
      inTurn(async () => {
        if (find(account.login)) throw taken(account.login)
        if (list().length === 0 && account.role !== 'admin')
          throw new Refusal('TEAM-FIRST-ADMIN', {
            ru: 'Первый пользователь — администратор: он заведёт остальных.',
            en: 'The first user is an admin, who adds the others.',
          })
        if (password !== null) wantLength(password)
        await purge(account.login)
        // The password first: an account without one would lock out whoever makes the first.
        const set = await keep(account.login, password)
        await change((accounts) => [...accounts, account])
        return set
      }),
    save: (login, { name, role }) =>
      inTurn(() =>
        change((accounts) => {
          const index = at(accounts, login)
          return accounts.with(index, { ...accounts[index]!, name, role })
        }),
      ),
    remove: (login) =>
      inTurn(async () => {
        const index = at(list(), login)
        const account = list()[index]!
        await change((accounts) => accounts.toSpliced(at(accounts, login), 1))
        removed.set(login.toLowerCase(), { account, at: index })
      }),
    restore: (login) =>
      inTurn(async () => {
        const gone = removed.get(login.toLowerCase())
        if (find(login)) throw taken(login)
        if (!gone) throw unknown(login)
        await change((accounts) => accounts.toSpliced(gone.at, 0, gone.account))
        removed.delete(login.toLowerCase())
      }),
    setPassword: (login, password) =>
      inTurn(async () => {
        const account = find(login)
        if (!account) throw unknown(login)
        return keep(account.login, password)
      }),
    close: () =>
      inTurn(async () => {
        for (const { account } of [...removed.values()]) await purge(account.login)
      }),
  }
}
