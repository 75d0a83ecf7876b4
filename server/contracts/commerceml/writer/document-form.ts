import { atLeast } from './habits.ts'
import type { CmlForm } from './model.ts'

/** How documents are written, which the producer's form of files does not tell (commerceml sections 10, 11). */
export interface CmlDocumentForm {
  /** The site in an answer to `query` (section 10), or 1C in a file of `type=sale` (section 11). */
  author: 'site' | 'onec'
  /**
   * Payments and shipments of an order: documents behind it with `Основание`, inside it in `ПодчиненныеДокументы`
   * (schema 2.10), or left out, as in answers below 2.10.
   */
  subordinate: 'siblings' | 'nested' | 'none'
}

/** What section 10.3 says for the version: none before 2.10, nested for УНФ 2.10, siblings for everyone else. */
export function documentForm(form: CmlForm, chosen: Partial<CmlDocumentForm> = {}): CmlDocumentForm {
  const nested = form.version === '2.10' && form.naming === 'unf'
  const subordinate = !atLeast(form.version, '2.10') ? 'none' : nested ? 'nested' : 'siblings'
  return { author: 'site', subordinate, ...chosen }
}
