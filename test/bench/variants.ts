import type { Round } from './load.ts'

/** What is compared: the real thing, and what the same answers cost with less and less around them. Pure. */
export const variants = {
  recording: 'Obmen, recording on',
  plain: 'the same Koa, recording off',
  koa: 'bare Koa, same bytes',
  node: 'bare node:http, same bytes',
} as const

export type Variant = keyof typeof variants

export const variantNames = Object.keys(variants) as Variant[]

/** The two requests that are measured. */
export const requests = {
  get: 'GET /orders',
  post: 'POST /orders',
} as const

export type RequestName = keyof typeof requests

export const requestNames = Object.keys(requests) as RequestName[]

/** Bodies that the bare servers answer with: as Obmen answered in the same run. */
export type Answers = Record<RequestName, Uint8Array>

/** How many connections load a server; each posts versions of an order of its own. */
export const CONNECTIONS = 64

/** The account of the exchange on the measured servers. */
export const account = { user: '1c', password: 'bench' }

/** A message as it has travelled. */
export interface RecordedMessage {
  request: Uint8Array
  answer: Uint8Array
}

/** What a server process is started with; a folder is an empty one of its own. */
export type ServerTask =
  | { variant: Variant; folder: string; answers: Answers }
  | { variant: 'regate' | 'ksup'; folder: string }
  /** Bare Koa with the bytes that ReGate or КСУП and 1C answered, by path. */
  | { variant: 'regate-koa' | 'ksup-koa'; bodies: Readonly<Record<string, Uint8Array>> }

/** What it says when it listens. */
export interface ServerReady {
  address: string
  /** Orders of the site, one a connection. */
  orders: string[]
}

/** What its process has used so far. */
export interface ServerUsage {
  /** Bytes. */
  peakMemory: number
  /** Milliseconds of processor. */
  cpuTime: number
}

/** What it has stored so far. */
export interface Stored {
  /** Versions of orders that the site or КСУП has stored, or orders that ReGate has. */
  versions: number
  /** Entries of the journal. */
  entries: number
  /** Those whose messages hold to the contract without a remark. */
  valid: number
}

/** What a running server may be asked, and what it says: first that it listens. */
export type Question =
  | { gather: number }
  /** A round of orders on their way from 1C to КСУП. */
  | { together: number; seconds: number }
  | 'first-orders'
  | 'usage'
  | 'stored'
export type Reply = ServerReady | ServerUsage | Stored | Round | RecordedMessage
