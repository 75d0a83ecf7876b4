import { allows } from '../../team/model.ts'
import { Refusal } from '../../storage/refusal.ts'
import { adminApi, type AdminCall } from '../api.ts'
import { leastRole } from '../roles.ts'

/**
 * What no scenario may do, whoever starts it. A scenario acts with the rights of the bench itself, and testers write and run
 * them: so nothing that a tester may not do stays after a run. What stands in `obmen.json` is put back at its end; what lies
 * elsewhere and wants more than a tester is closed.
 */

/** Calls for integrators that change something besides `obmen.json`: the journal, files of the machine, HTTPS. */
const lasting: ReadonlySet<AdminCall> = new Set([
  'workspace.reset',
  'journal.clear',
  'journal.compact',
  'journal.setSettings',
  'explorer.open',
  'tls.save',
  'invoiceProfiles.addPicture',
  'regate.addEnterprise',
  'regate.removeEnterprise',
])

const isForbidden = (call: AdminCall): boolean =>
  leastRole(call) === 'admin' || call.startsWith('team.') || lasting.has(call)

const wantsMore = (call: AdminCall): boolean => {
  const least = leastRole(call)
  return least !== 'anyone' && !allows('tester', least)
}

/** Whether a body sets a password. They are not in `obmen.json`, so nothing puts them back. */
const setsPassword = (body: unknown, within = false): boolean =>
  typeof body === 'object' && body !== null
    ? Object.entries(body).some(([name, value]) => setsPassword(value, within || /^passwords?$/.test(name)))
    : within && typeof body === 'string'

/** @throws Refusal `SCENARIO-FORBIDDEN` for a call about accounts or passwords, or one that leaves what a tester may not change */
export function checkCall(call: string, body?: unknown): void {
  const name = call as AdminCall
  if (!isForbidden(name) && !(wantsMore(name) && setsPassword(body))) return
  throw new Refusal('SCENARIO-FORBIDDEN', {
    ru: `Действие «${call}» сценариям закрыто: учётными записями, паролями, журналом и HTTPS управляет человек.`,
    en: `The call "${call}" is closed to scenarios: accounts, passwords, the journal and HTTPS are managed by people.`,
  })
}

/** Addresses of calls that want more than a tester, as the router takes them: whatever the case, with or without a slash at the end. */
const closed = (Object.keys(adminApi) as AdminCall[])
  .filter((call) => isForbidden(call) || wantsMore(call))
  .map((call) => {
    const { method, path } = adminApi[call]
    return { method, address: new RegExp(`^/api${path.replace(/:\w+/g, '[^/]+')}/?$`, 'i') }
  })

/**
 * Whether a request of a scenario may show the rights of the bench: calls for integrators go by `do`, which is looked at.
 * @param path below the address of the bench, with its query
 */
export function mayShowToken(method: string, path: string): boolean {
  const { pathname } = new URL(path, 'http://127.0.0.1')
  return (
    /^\/api\//i.test(pathname) &&
    !closed.some((one) => one.method === method.toUpperCase() && one.address.test(pathname))
  )
}

/** What belongs to the machine or to the people and not to a scenario. */
export const keptSettings = ['name', 'tls', 'team', 'journal', '$schema'] as const

/** @throws Refusal `SCENARIO-SETTINGS` for a change of what is not a scenario's */
export function checkSettings(patch: Readonly<Record<string, unknown>>): void {
  const found = keptSettings.find((key) => key in patch)
  if (found === undefined) return
  throw new Refusal('SCENARIO-SETTINGS', {
    ru: `Раздел «${found}» настроек сценарии не меняют: он принадлежит машине или людям.`,
    en: `Scenarios do not change the part "${found}" of the settings: it belongs to the machine or to people.`,
  })
}
