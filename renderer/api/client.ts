import { createAdminClient } from '../../server/admin/client.ts'

/** The one client of the page: the bench that served the page answers it. */
export const admin = createAdminClient()
