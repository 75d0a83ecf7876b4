import { inject, provide, type InjectionKey, type Ref } from 'vue'
import type { Carried } from './carried.ts'

/** What every field of a form knows besides its own value. */
export interface FormContext {
  /** Values of earlier calls that a member can take, newest first. */
  choices(member: string): Carried[]
  /** What stands against the value at a place: the contract's demand or the last refusal; `''`: nothing. */
  remark(pointer: string): string
  /** Grows when all the values are replaced, so that fields which keep a text of their own begin anew. */
  generation: Readonly<Ref<number>>
}

const key: InjectionKey<FormContext> = Symbol('form')

export const provideForm = (context: FormContext): void => provide(key, context)

/** Call it in the setup of a component inside a form. */
export function useForm(): FormContext {
  const context = inject(key)
  if (!context) throw new Error('a field outside a form')
  return context
}
