import type { AdminApi } from '../../server/admin/api.ts'
import type { CallInput, ResultOf } from '../../server/admin/endpoint.ts'

/** Names for what the admin API answers and takes: derived from its table, described nowhere twice. */

type Result<Name extends keyof AdminApi> = ResultOf<AdminApi[Name]>
type Body<Name extends keyof AdminApi> = CallInput<AdminApi[Name]> extends { body: infer B } ? B : never

export type JournalRow = Result<'journal.page'>['rows'][number]
export type JournalEntry = Result<'journal.entry'>
export type BodyView = NonNullable<JournalEntry['request']>
export type JournalFinding = JournalEntry['findings'][number]
export type Replacement = JournalEntry['replacements'][number]
export type Validity = JournalRow['validity']
export type Side = NonNullable<JournalRow['from']>
export type JournalQuery = NonNullable<CallInput<AdminApi['journal.page']>['query']>

export type MappingKindSummary = Result<'mappings.kinds'>[number]
export type MappingKind = MappingKindSummary['kind']
export type UnmappedPolicy = MappingKindSummary['policy']
export type MappingRowView = Result<'mappings.table'>['rows'][number]
export type MappingState = MappingRowView['state']
type MappingBatch = Body<'mappings.save'>
export type MappingPut = NonNullable<MappingBatch['put']>[number]
export type UnmappedValue = Result<'mappings.unmapped'>[number]
export type MappingChoices = Result<'mappings.choices'>
export type MappingStep = Omit<Result<'mappings.since'>, 'policy'>
export type MappingConflict = Result<'mappings.save'>['conflicts'][number]
export type MappingSuggestion = Result<'mappings.suggestions'>['suggestions'][number]
export type MappingProblem = Result<'mappings.problems'>['problems'][number]
export type MappingChange = Result<'mappings.change'>
export type MappingFileImport = Result<'mappings.importFile'>
export type RowUse = Result<'mappings.usage'>['uses'][number]
export type UsedIn = Result<'mappings.usageOf'>['exchanges'][number]
export type RepeatPlan = Result<'mappings.repeatPlan'>
export type BoundAndRepeated = Result<'mappings.bindAndRepeat'>

export type SiteOrderRow = Result<'site.orders'>[number]
export type SiteOrderDetail = Result<'site.order'>
export type OnecVersion = SiteOrderDetail['versions'][number]['body']
export type SiteHistoryEvent = SiteOrderDetail['history'][number]
export type ExchangeState = SiteOrderRow['exchange_state']
export type OrderDraft = Result<'site.draft'>
export type Requisites = NonNullable<OrderDraft['requisites']>
export type SiteProduct = Result<'site.products'>[number]
export type SiteCustomer = Result<'site.customers'>[number]
export type SiteDictionaries = Result<'site.dictionaries'>
export type AccountOrder = Result<'site.account'>[number]

export type OnecOrderRow = Result<'onec.orders'>[number]
export type OnecOrderDetail = Result<'onec.order'>
export type OnecLine = OnecOrderDetail['lines'][number]
export type OnecOrderEdit = Body<'onec.edit'>
export type ExchangeCycle = Result<'onec.cycles'>[number]
export type OutboxMessage = Result<'onec.outbox'>[number]
export type OutgoingState = OutboxMessage['state']
export type OnecItem = Result<'onec.items'>[number]
export type OnecCounterparty = Result<'onec.counterparties'>[number]
export type OnecConditions = Result<'onec.conditions'>
export type OrderResultName = OnecOrderRow['result']

export type InvoicePreview = Omit<Result<'invoice.of'>, 'payload' | 'profile' | 'among'>
export type InvoiceModel = InvoicePreview['model']
export type InvoiceCheck = InvoicePreview['warnings'][number]

export type ValidationReport = Result<'validate.body'>
export type OperationInfo = Result<'contracts.operations'>[number]
export type CodeInfo = Result<'contracts.codes'>[number]
export type BenchState = Result<'state.read'>
export type SideState = BenchState['sides'][number]
export type ContractSide = SideState['side']
export type SiteOrdersSettings = BenchState['siteOrders']

export type Enterprise = Result<'regate.enterprises'>[number]
export type EnterpriseSettings = Result<'regate.settings'>
export type BaseConditions = Result<'regate.conditions'>
export type PlatformAnswer = Result<'regate.platformAnswers'>[number]
export type RegateStore = Result<'regate.stores'>[number]
export type RegateGroup = Result<'regate.groups'>[number]
export type RegateItem = Result<'regate.items'>['rows'][number]
export type RegateItemCard = Result<'regate.item'>
export type RegateItemEdit = Body<'regate.editItem'>
export type RegateClient = Result<'regate.clients'>[number]
export type RegateOrder = Result<'regate.orders'>[number]
export type RegateOrderDetail = Result<'regate.order'>
export type RegateOrderAction = RegateOrderDetail['actions'][number]
export type RegatePayment = Result<'regate.payments'>[number]
export type RegateRefund = Result<'regate.refunds'>[number]
export type RegateRefundAction = Body<'regate.actOnRefund'>['action']
export type BankDocument = Result<'regate.bank'>[number]
export type StatementReport = Result<'regate.loadStatement'>
export type StatementOutcome = StatementReport['documents'][number]['outcome']
