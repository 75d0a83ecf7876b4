import { describe, expect, it } from 'vitest'
import { httpRequestOf } from '../../server/admin/scenarios/sending.ts'

const address = 'http://127.0.0.1:8090'
const headersOf = (path: string, headers: Record<string, string> = {}) =>
  Object.fromEntries(httpRequestOf(address, { method: 'GET', path, headers }, 'ключ').headers)

describe('a request of a scenario to the bench', () => {
  it('shows the key of the bench to its admin API and to nobody else', () => {
    expect(headersOf('/api/site/sign-in')).toEqual({ Authorization: 'Bearer ключ' })
    expect(headersOf('/site/account')).toEqual({})
    expect(headersOf('/site/api/1c/v1/ping')).toEqual({})
  })

  it('lets headers of the step win, an empty one takes it away', () => {
    expect(headersOf('/api/state', { authorization: 'Bearer чужой' })).toEqual({
      authorization: 'Bearer чужой',
    })
    expect(headersOf('/api/state', { authorization: '' })).toEqual({})
  })
})
