import { STATUS_CODES } from 'node:http'
import type { Contract } from '../contracts/operation.ts'
import type { Text } from '../contracts/text.ts'
import { ContractError, problemBody } from '../http/errors.ts'
import type { ExchangeLink } from './exchange-link.ts'
import type { FaultOf } from './model.ts'

/** What comes in place of the side's own answer. */
export interface InsteadAnswer {
  status: number
  headers: [string, string][]
  body: Uint8Array
  done: Text
}

/** Faults that answer in place of the side. */
export type AnsweringFault = FaultOf<'status'> | FaultOf<'busy'> | FaultOf<'unauthorized'>

const HTML = 'text/html; charset=utf-8'

/** The page that nginx has for an error; most callers of the field meet it first. */
const pageOf = (status: number): string => {
  const title = `${status} ${STATUS_CODES[status] ?? 'Error'}`
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`
}

/** Whether the same request may be sent again is a matter of the code, so the code of the fault's own status comes first. */
function codeOf({ codes }: Contract, status: number): string | null {
  const { rate, maintenance, auth, internal, forbidden } = codes.faults
  const usual = [rate, maintenance, auth, internal, forbidden].find(
    (code) => codes.refusal(code)?.status === status,
  )
  return usual ?? codes.all.find(({ code }) => codes.refusal(code)?.status === status)?.code ?? null
}

const details: Readonly<Record<number, string>> = {
  401: 'Имя или пароль не приняты.',
  429: 'Запросов слишком много, повторите позже.',
  503: 'Сторона на обслуживании, повторите позже.',
}

/** Problem details of the contract; `failure` of CommerceML, whose refusals are text; a page where there is no contract. */
function contractBody(
  { contract, operation }: ExchangeLink,
  status: number,
  requestId: string,
  request: Uint8Array,
): Pick<InsteadAnswer, 'body'> & { contentType: string } {
  const detail = details[status] ?? 'Запрос не выполнен.'
  if (contract) {
    const code = codeOf(contract, status)
    if (code) {
      const problem = {
        ...contract.problemMembers?.(request),
        ...problemBody(new ContractError(status, code, detail), contract, requestId),
      }
      return {
        body: Buffer.from(JSON.stringify(problem)),
        contentType: 'application/problem+json; charset=utf-8',
      }
    }
  } else if (operation)
    return { body: Buffer.from(`failure\n${detail}`), contentType: 'text/plain; charset=utf-8' }
  return { body: Buffer.from(pageOf(status)), contentType: HTML }
}

/** The answer that a fault gives by itself. @param request the body of the request, for what a refusal repeats of it */
export function insteadOf(
  fault: AnsweringFault,
  link: ExchangeLink,
  requestId: string,
  request: Uint8Array,
): InsteadAnswer {
  const status = fault.kind === 'unauthorized' ? 401 : fault.status
  const retryAfter = fault.kind === 'unauthorized' ? null : fault.retryAfter
  const form = fault.kind === 'status' ? fault.answer : 'contract'
  const { body, contentType } =
    form === 'contract'
      ? contractBody(link, status, requestId, request)
      : form === 'page'
        ? { body: Buffer.from(pageOf(status)), contentType: HTML }
        : {
            body: Buffer.from(form === 'own' && fault.kind === 'status' ? fault.body : ''),
            contentType: form === 'own' && fault.kind === 'status' ? fault.contentType : '',
          }
  const headers: [string, string][] = []
  if (contentType !== '') headers.push(['Content-Type', contentType])
  if (status === 401) headers.push(['WWW-Authenticate', 'Basic realm="obmen"'])
  if (retryAfter !== null) headers.push(['Retry-After', String(retryAfter)])
  const wait = retryAfter === null ? '' : `, Retry-After: ${retryAfter}`
  return {
    status,
    headers,
    body,
    done: {
      ru: `вместо стороны ответила помеха: ${status}${wait}; сторона запроса не видела`,
      en: `the fault answered instead of the side: ${status}${wait}; the side has not seen the request`,
    },
  }
}
