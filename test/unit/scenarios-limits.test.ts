import { describe, expect, it } from 'vitest'
import { checkCall, checkSettings, mayShowToken } from '../../server/admin/scenarios/limits.ts'

describe('what no scenario may do', () => {
  it.each([
    'team.add',
    'team.save',
    'team.setPassword',
    'team.addToken',
    'regate.setPassword',
    'workspace.reset',
    'journal.clear',
    'explorer.open',
    'tls.save',
  ])('%s', (call) => {
    expect(() => checkCall(call)).toThrow(call)
  })

  it.each(['site.place', 'mappings.save', 'snapshots.restore', 'settings.siteOrders'])(
    '%s is open',
    (call) => {
      expect(() => checkCall(call)).not.toThrow()
    },
  )

  it('passwords of sides, wherever they stand in a body; one that stays as it is sets none', () => {
    expect(() => checkCall('sides.save', { mode: 'real', password: 'x' })).toThrow('sides.save')
    expect(() => checkCall('ksup.saveSettings', { passwords: { ksup: 'x', onec: null } })).toThrow('ksup')
    expect(() => checkCall('sides.save', { mode: 'simulated', password: null })).not.toThrow()
    // An account that a tester names for one request is stored nowhere.
    expect(() => checkCall('replay.start', { account: { user: 'u', password: 'x' } })).not.toThrow()
  })

  it.each([
    ['POST', '/api/site/sign-in', true],
    ['GET', '/api/journal?limit=1', true],
    ['GET', '/api/team/accounts', false],
    ['get', '/api/TEAM/accounts/', false],
    ['GET', '/api/x/../team/accounts?x=1', false],
    ['POST', '/api/enterprises/kolos/password', false],
    ['POST', '/api/journal/clear', false],
    ['PUT', '/api/mappings/storage/rows', false],
    ['GET', '/site/api/1c/v1/orders', false],
  ])('a request %s %s shows the rights of the bench: %s', (method, path, shows) => {
    expect(mayShowToken(method, path)).toBe(shows)
  })

  it.each(['team', 'tls', 'name', 'journal'])('settings of %s', (part) => {
    expect(() => checkSettings({ siteOrders: {}, [part]: {} })).toThrow(part)
    expect(() => checkSettings({ siteOrders: {} })).not.toThrow()
  })
})
