import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { entryOf, readRequestOf } from '../../mocks/cml-site/address.ts'
import { createFaults } from '../../mocks/cml-site/faults.ts'
import type { CmlFault } from '../../server/storage/document-schema.ts'

const raw = (bytes: Buffer): string => bytes.toString('latin1')

describe('addresses of requests', () => {
  it('[C §2.1] type, mode, filename, sessid and version of an ordinary request', () => {
    expect(
      readRequestOf(
        '/a.php?type=sale&mode=init&sessid=0f&version=2.09&cmlVersion=2.10&filename=a/b.xml&timestamp=1700000000',
      ),
    ).toEqual({
      type: 'sale',
      mode: 'init',
      sessid: '0f',
      version: '2.09',
      cmlVersion: '2.10',
      timestamp: '1700000000',
      filename: 'a/b.xml',
    })
  })

  it('[C §2.1] a second ? behind the query of the address', () => {
    expect(readRequestOf('/?wc1c=exchange?type=catalog&mode=checkauth')).toMatchObject({
      type: 'catalog',
      mode: 'checkauth',
    })
  })

  it('[C §2.1] the first value counts, what is missing is empty, broken percent-codes stay', () => {
    expect(readRequestOf('/a?type=a&type=b&mode')).toMatchObject({ type: 'a', mode: '', filename: '' })
    expect(readRequestOf('/a?filename=100%&mode=%zz%4').mode).toBe('%zz%4')
    expect(readRequestOf('/a').type).toBe('')
    expect(readRequestOf('/a?__proto__=1&constructor=2&&&=&?').type).toBe('')
  })

  it('[C §2.1] raw bytes of UTF-8 and of windows-1251', () => {
    const name = 'Товары.xml'
    for (const bytes of [Buffer.from(name), iconv.encode(name, 'windows-1251')])
      expect(readRequestOf(`/a?filename=${raw(bytes)}`).filename).toBe(name)
  })

  it('[C §2.1] + stays +, since 1C does not encode names', () => {
    expect(readRequestOf('/a?filename=a+b.xml').filename).toBe('a+b.xml')
  })

  it('[C §2.1] paths below the prefix only', () => {
    const entries = [{ path: '/x/' }, { path: '/' }]
    expect(entryOf('/site/x', '/site', entries)).toBe(entries[0])
    expect(entryOf('/site/x/', '/site', entries)).toBe(entries[0])
    expect(entryOf('/site/', '/site', entries)).toBe(entries[1])
    expect(entryOf('/site', '/site', entries)).toBe(entries[1])
    expect(entryOf('/site/x/y', '/site', entries)).toBeNull()
    expect(entryOf('/sitex', '/site', entries)).toBeNull()
  })
})

describe('failures that are switched on', () => {
  it('[C §15] a failure is counted once a request, until its times are used up, and anew when it was off', () => {
    let faults: CmlFault[] = [{ id: 'F4', times: 2 }]
    const all = createFaults(() => faults)
    const first = all.forRequest()
    expect([first('F4'), first('F4'), first('F1')]).toEqual([true, true, false])
    expect([all.forRequest()('F4'), all.forRequest()('F4')]).toEqual([true, false])
    faults = []
    expect(all.forRequest()('F4')).toBe(false)
    faults = [{ id: 'F4', times: 2 }]
    expect(all.forRequest()('F4')).toBe(true)
    faults = [{ id: 'F4', times: 0 }]
    for (let n = 0; n < 10; n++) expect(all.forRequest()('F4')).toBe(true)
  })
})
