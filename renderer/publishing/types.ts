import type { AdminApi } from '../../server/admin/api.ts'
import type { ResultOf } from '../../server/admin/endpoint.ts'

export type TlsReport = ResultOf<AdminApi['tls.check']>
