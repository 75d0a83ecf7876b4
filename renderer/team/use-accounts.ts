import { computed } from 'vue'
import { admin } from '../api/client.ts'
import { useResource } from '../api/use-resource.ts'
import { t } from '../i18n/index.ts'
import { useTeamStore } from '../stores/team.ts'
import { useReport, useTask } from '../ui/use-report.ts'
import type { Account } from './types.ts'

export interface AccountForm {
  login: string
  name: string
  role: Account['role']
  /** Empty: the bench makes one, or the present one stays. */
  password: string
}

/** The members of the team with what an admin does to them. */
export function useAccounts() {
  const team = useTeamStore()
  const report = useReport()
  const { busy, run } = useTask()
  const stored = useResource(() => admin.call('team.accounts'), { areas: ['team'] })
  const accounts = computed(() => stored.data.value ?? [])

  /** @returns a password that the bench made, to be shown; `null` when there is none, `undefined` after a refusal */
  async function add({ login, name, role, password }: AccountForm): Promise<string | null | undefined> {
    const added = await run(
      () =>
        admin.call('team.add', {
          body: { login, name: name || login, role, password: password === '' ? null : password },
        }),
      t('team.form.added', { name: name || login }),
    )
    if (!added) return undefined
    stored.set(added.accounts)
    // The first account closes the bench to everybody else, and this page is signed in with it.
    await team.load()
    return password === '' ? added.password : null
  }

  async function save({ login, name, role }: AccountForm, base: Account): Promise<boolean> {
    const saved = await run(
      () =>
        admin.call('team.save', {
          params: { login },
          body: { name, role },
          base: { login: base.login, name: base.name, role: base.role },
        }),
      t('team.form.saved'),
    )
    if (saved) stored.set(saved)
    return saved !== undefined
  }

  async function newPassword({ login }: Account): Promise<string | undefined> {
    const set = await run(() => admin.call('team.setPassword', { params: { login }, body: {} }))
    if (set) await stored.reload()
    return set?.password
  }

  async function restore({ login, name }: Account) {
    const restored = await run(
      () => admin.call('team.restore', { params: { login } }),
      t('team.people.restored', { name }),
    )
    if (restored) stored.set(restored)
  }

  async function remove(account: Account) {
    const left = await run(() => admin.call('team.remove', { params: { login: account.login } }))
    if (!left) return
    stored.set(left)
    await team.load()
    report.outcome(
      'success',
      t('team.people.removed', { name: account.name }),
      t('team.people.removedHint'),
      { label: t('team.people.undo'), run: () => void restore(account) },
    )
  }

  return { stored, accounts, busy, add, save, newPassword, remove }
}
