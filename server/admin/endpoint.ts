import type { z } from 'zod'

/** Names of the `:params` of a path template. */
type ParamName<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamName<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never

/**
 * One call of the admin API. The server's routes and the typed client of the renderer and the command line are derived
 * from it. `Result` exists for types only.
 */
export interface Endpoint<
  Path extends string = string,
  Query extends z.ZodType | undefined = z.ZodType | undefined,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
  Result = unknown,
> {
  method: 'GET' | 'POST' | 'PUT'
  /** Path below `/api`. */
  path: Path
  query: Query
  body: Body
  /** Never set. */
  result?: Result
}

/** What a caller passes: only what the endpoint wants. */
export type CallInput<E> =
  E extends Endpoint<infer Path, infer Query, infer Body, unknown>
    ? ([ParamName<Path>] extends [never] ? unknown : { params: Record<ParamName<Path>, string | number> }) &
        (Query extends z.ZodType ? { query?: z.input<Query> } : unknown) &
        (Body extends z.ZodType ? { body: z.input<Body> } : unknown)
    : never

/** What a handler receives: parsed. */
export type HandlerInput<E> =
  E extends Endpoint<infer Path, infer Query, infer Body, unknown>
    ? {
        params: Record<ParamName<Path>, string>
        query: Query extends z.ZodType ? z.output<Query> : undefined
        body: Body extends z.ZodType ? z.output<Body> : undefined
      }
    : never

export type ResultOf<E> = E extends Endpoint<string, infer _Query, infer _Body, infer Result> ? Result : never

/** `get<Result>()('/path', query?)`: curried so that the result is named and the rest is inferred. */
export const get =
  <Result>() =>
  <const Path extends string, Query extends z.ZodType | undefined = undefined>(
    path: Path,
    query?: Query,
  ): Endpoint<Path, Query, undefined, Result> & { method: 'GET' } => ({
    method: 'GET',
    path,
    query: query as Query,
    body: undefined,
  })

const withBody =
  <Method extends 'POST' | 'PUT'>(method: Method) =>
  <Result>() =>
  <const Path extends string, Body extends z.ZodType | undefined = undefined>(
    path: Path,
    body?: Body,
  ): Endpoint<Path, undefined, Body, Result> & { method: Method } => ({
    method,
    path,
    query: undefined,
    body: body as Body,
  })

export const post = withBody('POST')
export const put = withBody('PUT')
