import { expect, it } from 'vitest'
import { createExpiredTls, type ExpiredTlsDeps } from '../../server/faults/expired-tls.ts'

function withMaker(certificate: ExpiredTlsDeps['certificate']) {
  return createExpiredTls({
    rules: { standing: () => ({}), count() {} } as unknown as ExpiredTlsDeps['rules'],
    journal: { record: async () => 0 },
    clock: () => new Date(0),
    httpsAddress: () => null,
    certificate,
    hit() {},
    log() {},
  })
}

it('an expired certificate is made once for all who want it at the same time', async () => {
  let made = 0
  const tls = withMaker(async () => ({ cert: `${(made += 1)}`, key: '' }))
  await Promise.all([tls.prepare(), tls.prepare()])
  await tls.prepare()
  expect(made).toBe(1)
})

it('an expired certificate that could not be made is made when it is wanted again', async () => {
  let asked = 0
  const tls = withMaker(async () => {
    asked += 1
    if (asked === 1) throw new Error('no room')
    return { cert: '', key: '' }
  })
  await expect(tls.prepare()).rejects.toThrow('no room')
  await tls.prepare()
  expect(asked).toBe(2)
})
