import type { Meta } from './meta.ts'

/** What is common to the bodies of the messages with `meta`: enough to tell whom a message is about. */
export interface KnownBody {
  meta: Meta
  type?: string
  code_1c?: string
  code_ksup?: string
  article?: string
  article_old?: string
  deal_number?: number
  order_number_1c?: string
}
