import { Refusal } from '../../storage/refusal.ts'
import { adminApi, type AdminCall } from '../api.ts'
import { leastRole } from '../roles.ts'

/**
 * What no scenario may do, whoever starts it. A scenario acts with the rights of the bench itself; whoever may run one must not
 * come by it to accounts, tokens and passwords.
 */

const isForbidden = (call: AdminCall): boolean => leastRole(call) === 'admin' || call.startsWith('team.')

/** @throws Refusal `SCENARIO-FORBIDDEN` for a call about accounts or passwords */
export function checkCall(call: string): void {
  if (!isForbidden(call as AdminCall)) return
  throw new Refusal('SCENARIO-FORBIDDEN', {
    ru: `Действие «${call}» сценариям закрыто: учётными записями, ключами и паролями управляет человек.`,
    en: `The call "${call}" is closed to scenarios: accounts, tokens and passwords are managed by people.`,
  })
}

/** Addresses of those calls, as the router takes them: whatever the case, with or without a slash at the end. */
const closed = (Object.keys(adminApi) as AdminCall[])
  .filter(isForbidden)
  .map((call) => new RegExp(`^/api${adminApi[call].path.replace(/:\w+/g, '[^/]+')}/?$`, 'i'))

/** Whether a request of a scenario may show the rights of the bench. @param path below the address of the bench, with its query */
export function mayShowToken(path: string): boolean {
  const { pathname } = new URL(path, 'http://127.0.0.1')
  return /^\/api\//i.test(pathname) && !closed.some((address) => address.test(pathname))
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
