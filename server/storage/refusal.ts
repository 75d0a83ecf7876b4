import type { Text } from '../contracts/text.ts'

/**
 * Something that was asked for and cannot be done, for a reason that the person who asked can act on. It is expected:
 * shells show `text`, the admin API answers 4xx with `code`.
 */
export class Refusal extends Error {
  override readonly name: string = 'Refusal'
  readonly code: string
  readonly text: Text

  constructor(code: string, text: Text, options?: ErrorOptions) {
    super(text.en, options)
    this.code = code
    this.text = text
  }
}
