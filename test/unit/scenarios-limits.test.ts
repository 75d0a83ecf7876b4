import { describe, expect, it } from 'vitest'
import { checkCall, checkSettings, mayShowToken } from '../../server/admin/scenarios/limits.ts'

describe('what no scenario may do', () => {
  it.each(['team.add', 'team.save', 'team.setPassword', 'team.addToken', 'regate.setPassword'])(
    '%s',
    (call) => {
      expect(() => checkCall(call)).toThrow(call)
    },
  )

  it.each(['site.place', 'mappings.save', 'snapshots.restore', 'workspace.reset'])('%s is open', (call) => {
    expect(() => checkCall(call)).not.toThrow()
  })

  it.each([
    ['/api/site/sign-in', true],
    ['/api/journal?limit=1', true],
    ['/api/team/accounts', false],
    ['/api/TEAM/accounts/', false],
    ['/api/x/../team/accounts?x=1', false],
    ['/api/enterprises/kolos/password', false],
    ['/site/api/1c/v1/orders', false],
  ])('a request to %s shows the rights of the bench: %s', (path, shows) => {
    expect(mayShowToken(path)).toBe(shows)
  })

  it.each(['team', 'tls', 'name', 'journal'])('settings of %s', (part) => {
    expect(() => checkSettings({ siteOrders: {}, [part]: {} })).toThrow(part)
    expect(() => checkSettings({ siteOrders: {} })).not.toThrow()
  })
})
