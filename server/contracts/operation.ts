import type { z } from 'zod'
import type { Finding } from './finding.ts'
import type { Text } from './text.ts'

/** The sides of a conversation. `restore` is the application server ReStore; `buyer` is a person at the site's personal account. */
export type Side = 'onec' | 'site' | 'ksup' | 'restore' | 'buyer'

export type HttpMethod = 'GET' | 'POST'

/** An element of a list message that is refused alone, so that it does not block the others (AD-37). */
export interface RejectedElement {
  /** Its place in the list as it was sent. */
  index: number
  pointer: string
  /** What was read of it, for its identifiers. */
  value: unknown
  findings: Finding[]
}

/** What a reader made of bytes: the value when its meaning is certain, and every liberty or fault with its place. */
export interface ReadResult<T> {
  /** `null` when the body is refused; then at least one finding has severity `error`. */
  value: T | null
  /** The findings of rejected elements are among them. */
  findings: Finding[]
  /** Elements that `value` is without. Only list messages have them (orders, stock, items, counterparties, dictionary). */
  rejected: readonly RejectedElement[]
}

/** Circumstances of reading that the bytes do not tell. */
export interface ReadOptions {
  /** LA-16: a word processor's bookmarks are dropped. Only for fixtures, never on the wire. */
  fixture?: boolean
  /** IANA zone of the connection (AD-14). */
  zone?: string
  now?: Date
  /** LA-12: the identifier of the one dictionary element with this name; `null` when there is none, or several, or it is an identifier. */
  resolve?(dictionary: string, name: string): string | null
}

/** How the bytes of a message are described by its HTTP headers. */
export interface WireBody {
  bytes: Uint8Array
  /** Value of `Content-Type`, `''` when there was none. */
  contentType: string
}

export type ReaderMode = 'strict' | 'lenient'
export type WireFormat = 'json' | 'xml'

/**
 * How values are spelled when written: `canonical` is the strict form of the contract, `compat` is valid JSON with scalars
 * printed the way 1C prints them, `verbatim` repeats the untidy form of the original samples (for tests of readers).
 */
export type WriterProfile = 'canonical' | 'compat' | 'verbatim'

/** A message body of an operation: its schema (strict, canonical), its reader and its writer. */
export interface Message<T = unknown> {
  schema: z.ZodType<T>
  /** Formats it can travel in; the first is the default. */
  formats: readonly WireFormat[]
  /** Media types beyond its formats that its receiver takes: `multipart/form-data`, of whose parts it makes the body first. */
  alsoReads?: readonly string[]
  /** Reads what came over the wire. Never throws: whatever is wrong is in the findings. */
  read(body: WireBody, mode: ReaderMode, options?: ReadOptions): ReadResult<T>
  /** Writes a valid value. Throws a `TypeError` for a format that is not in `formats`. */
  write(value: T, format?: WireFormat, profile?: WriterProfile): WireBody
  examples: readonly { title: Text; value: T }[]
}

/** An error code of a contract as data. */
export interface CodeRow {
  code: string
  meaning: Text
  /** What the receiver of the code does. */
  action: Text
}

/**
 * One message of a contract. Routes, clients, validation, OpenAPI, forms and labels are derived from it;
 * nothing about a message is described anywhere else.
 */
export interface Operation {
  /** `site-orders.postOrder`: contract id without its version, then the name. */
  id: string
  contract: string
  caller: Side
  callee: Side
  method: HttpMethod
  /** Path below the base address of the callee, with `{name}` for parameters. */
  path: string
  title: Text
  description: Text
  params?: z.ZodObject
  query?: z.ZodObject
  /** A GET that also takes its query as the body of a POST (BD-02): how that body is read. Its value is a value of `query`. */
  queryMessage?: Message
  request?: Message
  /** Successful answers by status. */
  responses: Readonly<Record<number, Message>>
  /** HTTP statuses of refusals with the codes that may come with each. */
  errors: Readonly<Record<number, readonly string[]>>
  /** The id of the business object the message is about (an order id), for the journal. */
  subject?(params: Record<string, string>, request: unknown, response: unknown): string | null
}

/** What the HTTP host itself may find wrong with a request, whatever the contract. */
export type HostFault =
  | 'malformed'
  | 'bad-auth-header'
  | 'key-missing'
  | 'auth'
  | 'forbidden'
  | 'not-found'
  | 'method'
  | 'accept'
  | 'media'
  | 'key-in-use'
  | 'key-reused'
  | 'too-large'
  | 'validation'
  | 'rate'
  | 'internal'
  | 'maintenance'

/** A code that a side of the contract refuses a request with. */
export interface RefusalRow extends CodeRow {
  /** HTTP status. */
  status: number
  /** The same request may succeed later, unchanged. */
  retryable: boolean
}

/** The codes of a contract. */
export interface CodeCatalogue {
  /** The code for each fault of the host; `accept: null`: the header Accept is not looked at, the default form is sent. */
  faults: Readonly<Record<Exclude<HostFault, 'accept'>, string> & { accept: string | null }>
  /** `null` for a code that refuses no request. */
  refusal(code: string): RefusalRow | null
  /** Every code of the contract, warnings included, for people. */
  all: readonly CodeRow[]
}

/** A contract: what routes, clients and documents are made of. */
export interface Contract {
  /** With its version: `site-orders/1`. */
  id: string
  title: Text
  operations: readonly Operation[]
  codes: CodeCatalogue
  /** The body of every refusal. */
  problem: Message
  /** What a refusal tells of a request that could not be read, besides what every contract tells. */
  problemMembers?(request: Uint8Array): Record<string, unknown>
  /** Request bodies may have so many bytes, before and after their content coding is removed. */
  bodyLimit: number
}
