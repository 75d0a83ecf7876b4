import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The real side of the measured proxy: an answer of a few rows at once. It says where it listens and ends with its parent. */
const body = Buffer.from(JSON.stringify({ rows: Array.from({ length: 50 }, (_, i) => ({ i })) }))
const server = createServer({ keepAliveTimeout: 60_000 }, (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
  response.end(body)
})
server.listen(0, '127.0.0.1', () => {
  process.send!((server.address() as AddressInfo).port)
})
process.once('disconnect', () => process.exit())
