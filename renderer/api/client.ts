import { AdminError, createAdminClient, type AdminClient } from '../../server/admin/client.ts'

const plain = createAdminClient()

let signedOut = () => {}

/** Has `run` called when the bench does not know the page any more: its session has ended. */
export const whenSignedOut = (run: () => void): void => void (signedOut = run)

/** The one client of the page: the bench that served the page answers it. */
export const admin: AdminClient = {
  call: (name, ...input) =>
    plain.call(name, ...input).catch((error: unknown) => {
      if (error instanceof AdminError && error.status === 401) signedOut()
      throw error
    }),
}
