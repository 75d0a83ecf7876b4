import type { ContactEdit, ItemEdit, NewDeal, TaskEdit } from './model.ts'

/** What a simulated КСУП starts with. */
export interface KsupDemoData {
  contacts: readonly (ContactEdit & {
    code_ksup: string
    name: string
    code_1c?: string | null
    tasks: readonly TaskEdit[]
  })[]
  items: readonly (ItemEdit & { article: string; name: string; source_ref: string | null })[]
  deals: readonly (NewDeal & { number: number })[]
}
