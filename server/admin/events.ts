import { PassThrough } from 'node:stream'
import type { Middleware } from 'koa'
import type { Changes } from '../storage/changes.ts'
import type { Presence } from '../team/presence.ts'
import { callerOf } from './access.ts'

/** Proxies close silent connections; a comment line keeps them open. */
const heartbeatMs = 25_000

export interface EventStreams {
  middleware: Middleware
  /** Ends every open stream, so that the server can stop. */
  close(): void
}

/** What a page calls itself, so that the team sees one page as one, also after a connection that broke. */
const pageOf = (value: unknown): string | null =>
  typeof value === 'string' && /^[\w-]{1,64}$/.test(value) ? value : null

/**
 * Live events at `/api/events` as server-sent events: one JSON `BenchEvent` a message. A stream that names its page
 * (`?page=…`) is somebody who is here.
 */
export function eventStreams(changes: Changes, presence: Presence): EventStreams {
  /** What ends each open stream. */
  const open = new Set<() => void>()
  return {
    async middleware(ctx, next) {
      if (ctx.path !== '/api/events' || ctx.method !== 'GET') return next()
      const stream = new PassThrough()
      const unsubscribe = changes.subscribe((event) => stream.write(`data: ${JSON.stringify(event)}\n\n`))
      const heartbeat = setInterval(() => stream.write(': still here\n\n'), heartbeatMs)
      const page = pageOf(ctx.query['page'])
      const caller = callerOf(ctx)
      const end = () => {
        // First: an event that is written after the end would break the connection off.
        unsubscribe()
        stream.end()
      }
      open.add(end)
      const leave = page !== null && caller ? presence.enter(page, caller, end) : () => {}
      stream.on('close', () => {
        leave()
        open.delete(end)
        unsubscribe()
        clearInterval(heartbeat)
      })
      ctx.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
      ctx.body = stream
      stream.write('retry: 1000\n\n')
    },
    close() {
      for (const end of [...open]) end()
    },
  }
}
