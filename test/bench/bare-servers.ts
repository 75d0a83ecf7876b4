import { createServer, type IncomingMessage, type Server } from 'node:http'
import Koa from 'koa'
import type { Gate } from './gate.ts'

/** Takes the body in, as any server has to. */
const bodyOf = (request: IncomingMessage): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    request
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => resolve(Buffer.concat(chunks)))
      .on('error', reject)
  })

/** Which bytes answer a request. */
export type AnswerOf = (method: string, path: string) => Buffer

const CONTENT_TYPE = 'application/json; charset=utf-8'

/** Koa with one middleware and nothing to decide. */
export function bareKoa(answerOf: AnswerOf, gate: Gate): Server {
  const app = new Koa()
  app.use(async (ctx) => {
    await gate.pass()
    if (ctx.method === 'POST') await bodyOf(ctx.req)
    ctx.type = CONTENT_TYPE
    // A buffer: Koa takes any other array of bytes for an object and serialises it.
    ctx.body = answerOf(ctx.method, ctx.path)
  })
  return createServer(app.callback())
}

/** What Node alone can do here. */
export function bareNode(answerOf: AnswerOf, gate: Gate): Server {
  const handle = async (request: IncomingMessage) => {
    await gate.pass()
    if (request.method === 'POST') await bodyOf(request)
    return answerOf(request.method!, request.url!)
  }
  return createServer((request, response) => {
    void handle(request).then((bytes) => {
      response.writeHead(200, { 'Content-Type': CONTENT_TYPE, 'Content-Length': bytes.length })
      response.end(bytes)
    })
  })
}
