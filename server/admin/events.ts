import { PassThrough } from 'node:stream'
import type { Middleware } from 'koa'
import type { Changes } from '../storage/changes.ts'

/** Proxies close silent connections; a comment line keeps them open. */
const heartbeatMs = 25_000

export interface EventStreams {
  middleware: Middleware
  /** Ends every open stream, so that the server can stop. */
  close(): void
}

/** Live events at `/api/events` as server-sent events: one JSON `BenchEvent` a message. */
export function eventStreams(changes: Changes): EventStreams {
  const open = new Set<PassThrough>()
  return {
    async middleware(ctx, next) {
      if (ctx.path !== '/api/events' || ctx.method !== 'GET') return next()
      const stream = new PassThrough()
      open.add(stream)
      const unsubscribe = changes.subscribe((event) => stream.write(`data: ${JSON.stringify(event)}\n\n`))
      const heartbeat = setInterval(() => stream.write(': still here\n\n'), heartbeatMs)
      stream.on('close', () => {
        open.delete(stream)
        unsubscribe()
        clearInterval(heartbeat)
      })
      ctx.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
      ctx.body = stream
      stream.write('retry: 1000\n\n')
    },
    close() {
      for (const stream of open) stream.end()
    },
  }
}
