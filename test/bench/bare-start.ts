import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The least that a server in Node can be: what its start takes is the start of Node itself. */
const server = createServer((_request, response) => response.end('{}'))
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ address: `http://127.0.0.1:${port}` })}\n`)
})
