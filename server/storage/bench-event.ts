/** What a live event says: which area has something new. Rows are fetched by whoever shows them. Pure. */
export interface BenchEvent {
  area:
    | 'journal'
    | 'mappings'
    | 'site'
    | 'onec'
    | 'regate'
    | 'restore'
    | 'cml-site'
    | 'cml-onec'
    | 'explorer'
    | 'ksup'
    | 'ksup-onec'
    | 'proxy'
    | 'faults'
    | 'invoices'
    | 'errands'
    | 'team'
    | 'scenarios'
    | 'data'
    | 'snapshots'
    | 'clock'
    | 'state'
  /** Journal entry or object id, when one alone changed. */
  id?: string | number
}
