import type { ksupApi } from '../../server/admin/api-ksup.ts'
import type { CallInput, ResultOf } from '../../server/admin/endpoint.ts'

/** The exchange with КСУП as the admin API tells of it. */

type Api = typeof ksupApi
type Result<Name extends keyof Api> = ResultOf<Api[Name]>
type Body<Name extends keyof Api> = CallInput<Api[Name]> extends { body: infer B } ? B : never

export type Overview = Result<'ksup.overview'>
export type BlockName = keyof Overview['blocks']
export type BlockState = Overview['blocks'][BlockName]
export type Conditions = Overview['conditions']
export type Sender = keyof Overview['outbox']
export type OutboxStatus = Overview['outbox'][Sender]
export type Ping = Result<'ksup.ping'>

export type OutboxRow = Result<'outbox.list'>['rows'][number]
export type OutboxState = OutboxRow['state']
export type OutboxMessage = Result<'outbox.message'>

export type InboxRow = Result<'ksup.inbox'>['rows'][number]
export type InboxState = InboxRow['state']
export type InboxMessage = Result<'ksup.inboxMessage'>

export type KsupSettings = Result<'ksup.settings'>
export type KsupPasswords = NonNullable<Body<'ksup.saveSettings'>['passwords']>
