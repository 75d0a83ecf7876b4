import { z } from 'zod'

/**
 * Other spellings of one field that lenient reading knows (section 5.4) beyond those that every contract has. A schema
 * registers its field here, so that it is described once; `lenient.ts` looks the form up.
 */
export type Form =
  /** `YYYY-MM-DD`: a day without a time. */
  | 'date'
  /** Integer that some write as a digit string. */
  | 'deal-number'
  /** «Тип запроса», lower case. */
  | 'message-type'
  /** `company` or `person`, also in the words of the seed. */
  | 'object-type'
  | 'file'
  /** The list of articles, also one article. */
  | 'articles'

export const forms = z.registry<{ form: Form }>()
