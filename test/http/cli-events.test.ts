import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, expect, it } from 'vitest'
import { benchEvents } from '../../server/cli/bench-events.ts'

let stop = () => {}
afterEach(() => stop())

it('events that are told before anybody listens are kept, also when memory is collected meanwhile', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  let stream!: ServerResponse
  const server = createServer((_request, response) => {
    stream = response
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 1000\n\n')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  stop = () => server.close().closeAllConnections()

  const events = await benchEvents(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, undefined)
  // fetch lets go of an answer that nobody reads in a task of its own, after it has been collected.
  for (let round = 0; round < 5; round += 1) {
    collect()
    await pause()
  }
  stream.end(`data: ${JSON.stringify({ area: 'scenarios' })}\n\n`)
  const told = []
  for await (const event of events) told.push(event)
  expect(told).toEqual([{ area: 'scenarios' }])
})
