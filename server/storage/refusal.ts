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

/** A refusal of what was given, whatever the state of things: giving something else is the remedy. The admin API answers 422. */
export class WrongInput extends Refusal {
  override readonly name = 'WrongInput'
}
