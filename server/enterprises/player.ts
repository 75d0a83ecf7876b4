import { regate as contract } from '../contracts/regate/operations.ts'
import { DEFAULT_ZONE } from '../contracts/time.ts'
import { createContractClient } from '../http/client.ts'
import type { Journal } from '../journal/journal.ts'
import type { Changes } from '../storage/changes.ts'
import type { Clock } from '../storage/clock.ts'
import type { Timers } from '../storage/timers.ts'
import type { Workspace } from '../storage/workspace.ts'
import type { RestoreTarget } from '../../mocks/restore/model.ts'
import { createRestore, type Restore } from '../../mocks/restore/restore.ts'
import type { EnterpriseAccounts } from './accounts.ts'
import { publicationOf } from './routes.ts'

/** Id of the real publication among the targets of the player. */
export const REAL_TARGET = 'real'

/** Secret with the password for the real publication. */
export const REAL_PASSWORD = 'restore.real.password'

export interface PlayerOptions {
  workspace: Workspace
  accounts: EnterpriseAccounts
  journal: Journal
  clock: Clock
  changes: Changes
  instance: string
  timers?: Timers
  /** Where the bench listens. */
  address(): string
  /** A real publication for this run only, instead of what the workspace says. */
  real?: { address: string; user: string; password: string | null }
  /** Defects of ours. */
  report(error: unknown): void
}

export interface Player {
  restore: Restore
  /** The account that the player has for an address, `null` when it is none of its targets. */
  accountOf(url: string): Promise<{ user: string; password: string } | null>
}

/** ReStore connected to every enterprise of the bench, and to the real publication when the workspace has one (B-19). */
export function createPlayer(options: PlayerOptions): Player {
  const { workspace, accounts, journal, clock, changes, instance, report } = options
  const { document, secrets } = workspace
  const enterprises = () => document.value.regate.enterprises

  async function real(): Promise<PlayerOptions['real']> {
    if (options.real) return options.real
    const { address, user } = document.value.regate.restore
    return address === '' ? undefined : { address, user, password: await secrets.get(REAL_PASSWORD) }
  }

  /** Read with the target, so that a load run does not read the secrets at each of its calls. */
  const passwords = new WeakMap<RestoreTarget, string | null>()

  function targetWith(target: Omit<RestoreTarget, 'hasPassword'>, password: string | null): RestoreTarget {
    const made = { ...target, hasPassword: password !== null }
    passwords.set(made, password)
    return made
  }

  async function targets(): Promise<RestoreTarget[]> {
    const listed = await Promise.all(
      enterprises().map(async ({ id, name, users: [user = ''] }) =>
        targetWith(
          { id, name, address: `${options.address()}${publicationOf(id)}`, user },
          await accounts.password(id, user),
        ),
      ),
    )
    const outside = await real()
    if (!outside) return listed
    const { address, user, password } = outside
    const name = URL.canParse(address) ? new URL(address).host : address
    return [...listed, targetWith({ id: REAL_TARGET, name, address, user }, password)]
  }

  const zoneOf = ({ id }: RestoreTarget): string =>
    enterprises().find((enterprise) => enterprise.id === id)?.zone ?? DEFAULT_ZONE

  const restore = createRestore({
    targets,
    zoneOf,
    clientFor: (target, timeoutMs) =>
      createContractClient({
        contract,
        from: 'restore',
        to: 'onec',
        endpoint: async () => ({
          address: target.address,
          user: target.user,
          password: passwords.get(target) ?? null,
        }),
        journal,
        clock,
        instance,
        timeoutMs,
        reader: () => 'lenient',
        readOptions: () => ({ zone: zoneOf(target), now: clock() }),
        profile: () => 'canonical',
        format: () => 'json',
        userAgent: 'ReStore/1.0 (Obmen)',
      }),
    answerOf: (entry) => journal.body(entry, 'response'),
    clock,
    changes,
    report,
    ...(options.timers ? { timers: options.timers } : {}),
  })

  return {
    restore,
    async accountOf(url) {
      const known = await targets()
      const first = enterprises()[0]
      // The first enterprise answers at the short address too (BD-37).
      const short = first && url.startsWith(`${options.address()}/onec/hs/`) ? first.id : null
      const target = known.find(({ id, address }) => id === short || url.startsWith(`${address}/`))
      const password = (target && passwords.get(target)) ?? null
      return target && password !== null ? { user: target.user, password } : null
    },
  }
}
