import type { z } from 'zod'
import type { Message, Operation } from '../../server/contracts/operation.ts'
import { BASE_PATH, regate } from '../../server/contracts/regate/operations.ts'
import { fieldsFrom, type FormField } from './form/fields.ts'
import type { Values } from './form/values.ts'

/** A method of the service as the player shows it. */
export interface PlayedMethod {
  /** `booking` */
  name: string
  operation: Operation
  /** It changes the base, so it goes through the queue. */
  writes: boolean
  schema: z.ZodObject
  fields: readonly FormField[]
  examples: Message['examples']
}

function methodOf(operation: Operation): PlayedMethod {
  const message = (operation.request ?? operation.queryMessage)!
  // Every request of contract B is an object.
  const schema = message.schema as z.ZodObject
  return {
    name: operation.path.slice(BASE_PATH.length + 1),
    operation,
    writes: operation.method === 'POST',
    schema,
    fields: fieldsFrom(schema),
    examples: message.examples,
  }
}

/** The eleven methods of the seed, in the order of the contract; the state of a queued request is no method of it. */
export const methods: readonly PlayedMethod[] = regate.operations
  .filter(({ params }) => params === undefined)
  .map(methodOf)

export const methodNamed = (name: string): PlayedMethod =>
  methods.find((method) => method.name === name) ?? methods[0]!

/** The first example of a method. */
export const exampleOf = ({ examples }: PlayedMethod): Values => (examples[0]?.value ?? {}) as Values
