import type { AdminApi } from '../../../server/admin/api.ts'
import type { CallInput, ResultOf } from '../../../server/admin/endpoint.ts'

/** Names for what the calls of the QR desk answer and take. */

export type QrFileReading = ResultOf<AdminApi['qr.read']>
export type ReadQrCode = QrFileReading['codes'][number]
export type QrMade = ResultOf<AdminApi['qr.make']>
export type Requisites = CallInput<AdminApi['requisites.check']>['body']
export type RequisiteFinding = ResultOf<AdminApi['requisites.check']>['findings'][number]
