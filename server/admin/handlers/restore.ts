import { REAL_PASSWORD } from '../../enterprises/player.ts'
import { ValuesRefused } from '../../../mocks/restore/values.ts'
import type { BenchParts } from '../deps.ts'
import { AdminRefusal } from '../problem.ts'
import type { AdminHandlers } from '../routes.ts'

/** Values that break the schema are refused with their places, so that a form can show them. */
async function withPlaces<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof ValuesRefused)) throw error
    throw new AdminRefusal(
      422,
      error.code,
      error.text,
      error.faults.map(({ message, ...fault }) => ({ ...fault, message: message.ru })),
    )
  }
}

/** The application server ReStore, played by the bench. */
export function restoreHandlers({ restore, workspace, changes }: BenchParts) {
  return {
    'restore.targets': () => restore.targets(),
    'restore.saveReal': async ({ body: { password, address, user } }) => {
      if (address !== '' && !/^https?:\/\/[^/\s]+/.test(address))
        throw new AdminRefusal(
          422,
          'ADMIN-VALIDATION',
          {
            ru: `Адрес публикации начинается с http:// или https://; указано «${address}».`,
            en: `The address of a publication starts with http:// or https://; got "${address}".`,
          },
          [{ pointer: '/address', rule: 'url' }],
        )
      await workspace.document.update((draft) => {
        draft.regate.restore = { address: address.replace(/\/+$/, ''), user }
      })
      if (password !== null) await workspace.secrets.set(REAL_PASSWORD, password)
      changes.publish({ area: 'restore' })
      return restore.targets()
    },
    'restore.call': ({ body }) => withPlaces(restore.call(body)),
    'restore.purchase': ({ body }) => restore.purchase(body.target, { refund: body.refund }),
    'restore.startLoad': ({ body }) => restore.startLoad(body),
    'restore.load': () => restore.load(),
    'restore.stopLoad': () => restore.stopLoad(),
  } satisfies Partial<AdminHandlers>
}
