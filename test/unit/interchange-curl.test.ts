import { describe, expect, it } from 'vitest'
import { parseCurl } from '../../server/interchange/curl-parse.ts'
import { parseHttpFile } from '../../server/interchange/http-file.ts'

const parsed = (text: string) => {
  const { body, ...request } = parseCurl(text)
  return { ...request, body: Buffer.from(body).toString('utf8') }
}

const form = 'application/x-www-form-urlencoded'

describe('cURL commands', () => {
  it.each([
    ['an address alone', 'curl http://h/x', { method: 'GET', url: 'http://h/x' }],
    ['no scheme', 'curl h/x', { url: 'http://h/x' }],
    ['method and header', `curl -X put -H 'A: 1' http://h`, { method: 'PUT', headers: [['A', '1']] }],
    ['joined to its letter', `curl -XDELETE -H'A: 1' http://h`, { method: 'DELETE', headers: [['A', '1']] }],
    ['joined letters', `curl -sSkX POST http://h`, { method: 'POST' }],
    [
      'data makes a form',
      `curl http://h -d a=1 -d b=2`,
      { method: 'POST', body: 'a=1&b=2', headers: [['Content-Type', form]] },
    ],
    [
      'raw data of bash',
      `curl 'http://h' \\\n  -H 'Content-Type: application/json' \\\n  --data-raw '{"a": "it'\\''s"}'`,
      { method: 'POST', body: `{"a": "it's"}`, headers: [['Content-Type', 'application/json']] },
    ],
    [
      'ANSI quotes of Chromium',
      `curl 'http://h' --data-raw $'{"a":"\\u0021 it\\'s"}'`,
      { body: `{"a":"! it's"}` },
    ],
    ['@ is data when raw', `curl http://h --data-raw @x`, { body: '@x' }],
    [
      'an account',
      `curl -u 1c:пароль http://h`,
      { headers: [['Authorization', `Basic ${Buffer.from('1c:пароль').toString('base64')}`]] },
    ],
    ['cookies', `curl -b 'A=1; B=2' http://h`, { headers: [['Cookie', 'A=1; B=2']] }],
    [
      'data in the address',
      `curl -G http://h/x?a=1 -d b=2`,
      { method: 'GET', url: 'http://h/x?a=1&b=2', body: '' },
    ],
    ['encoded data', `curl http://h --data-urlencode 'q=а б'`, { body: `q=${encodeURIComponent('а б')}` }],
    ['JSON', `curl --json '{}' http://h`, { method: 'POST', body: '{}' }],
    ['--option=value', `curl --request=PATCH --url=http://h`, { method: 'PATCH', url: 'http://h' }],
    ['an empty header', `curl -H 'A;' -H 'B:' http://h`, { headers: [['A', '']] }],
    ['a variable stays', 'curl "http://h/$ID"', { url: 'http://h/${ID}' }],
    ['a mark of a pattern', 'curl http://h/x?a=1', { url: 'http://h/x?a=1' }],
    [
      'cmd.exe',
      `curl ^"http://h/x?a=1^&b=2^" ^\r\n  -X ^"POST^" ^\r\n  --data-raw ^"^{^\\^"a^\\^":1^}^"`,
      { method: 'POST', url: 'http://h/x?a=1&b=2', body: '{"a":1}' },
    ],
    ['curl.exe', `curl.exe -H "A: 50%%" "http://h"`, { headers: [['A', '50%']] }],
  ])('%s', (_, text, expected) => expect(parsed(text)).toMatchObject(expected))

  it('a form of parts', () => {
    const { headers, body } = parsed(`curl -F a=1 -F 'b=x y' http://h`)
    const boundary = /boundary=(.+)$/.exec(headers[0]![1])![1]!
    expect(body.split(`--${boundary}`)).toHaveLength(4)
    expect(body).toContain('name="b"\r\n\r\nx y\r\n')
  })

  it('unknown options are told of', () => {
    expect(parsed('curl --foo http://h').notes).toHaveLength(1)
  })

  it.each([
    ['a file', 'curl http://h -d @body.json', /файла/],
    ['a file of a form', 'curl http://h -F f=@x.png', /файла/],
    ['no address', 'curl -X POST', /адреса/],
    ['two addresses', 'curl http://a http://b', /два адреса/],
    ['another program', 'wget http://a', /curl/],
    ['a pipe', 'curl http://a | jq .', /одну команду/],
    ['cut', 'curl http://a -H', /целиком/],
  ])('refuses %s', (_, text, reason) => {
    let said = ''
    try {
      parseCurl(text)
    } catch (error) {
      said = (error as { text: { ru: string } }).text.ru
    }
    expect(said).toMatch(reason)
  })
})

describe('.http files', () => {
  it('requests between ###, with headers, bodies and variables', () => {
    const requests = parseHttpFile(
      '@host = http://h\n\n### first\n# a comment\nPOST http://h/x HTTP/1.1\nContent-Type: application/json\nX: {{x}}\n\n{"a":\n 1}\n\n> {% client.log(1) %}\n###\nhttp://h/y\n    ?a=1\n    &b=2\n',
    )
    expect(requests.map(({ method, url }) => [method, url])).toEqual([
      ['POST', 'http://h/x'],
      ['GET', 'http://h/y?a=1&b=2'],
    ])
    expect(Buffer.from(requests[0]!.body).toString()).toBe('{"a":\n 1}')
    expect(requests[0]!.headers).toEqual([
      ['Content-Type', 'application/json'],
      ['X', '{{x}}'],
    ])
    expect([requests[0]!.notes.length, requests[1]!.notes.length]).toEqual([1, 0])
  })
})
