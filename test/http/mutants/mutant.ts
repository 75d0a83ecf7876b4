/** A deliberate break of the program that one scenario must notice. */
export interface Mutant {
  /** The scenario that turns red. */
  scenario: string
  /** File of the program, from the root. */
  file: string
  /** An expression, exactly as it stands there once. */
  find: string
  /** What stands in its place. */
  replace: string
  /** What is broken then, in words. */
  why: string
  /** The step that does not hold then; no other one. */
  step: string
  /** The expectation of it that fails, by its path in the result. */
  on: string
}
