import { parse } from 'shell-quote'
import { WrongInput } from '../storage/refusal.ts'
import type { Text } from '../contracts/text.ts'
import type { ParsedRequest } from './model.ts'

const refuse = (ru: string, en: string): never => {
  throw new WrongInput('INTERCHANGE-CURL', { ru, en })
}

/** `^"` and `^` at the end of a line: how browsers copy a command for cmd.exe. */
const isCmd = (text: string): boolean => /\^"|\^\s*\r?\n|curl\.exe/i.test(text) && !/\\\r?\n/.test(text)

/** Words of a command as cmd.exe and the C runtime of Windows take them: `^` escapes, quotes double or have a backslash. */
function cmdWords(text: string): string[] {
  const plain = text
    .replace(/\^\r?\n\s*/g, ' ')
    .replace(/\^\r?\n/g, '')
    .replace(/\^([\s\S])/g, '$1')
    .replace(/%%/g, '%')
  const words: string[] = []
  let word: string | null = null
  let quoted = false
  for (let i = 0; i < plain.length; i += 1) {
    const char = plain[i]!
    if (char === '\\' && plain[i + 1] === '"') {
      word = `${word ?? ''}"`
      i += 1
    } else if (char === '\\' && plain[i + 1] === '\\' && /^\\+"/.test(plain.slice(i))) {
      word = `${word ?? ''}\\`
      i += 1
    } else if (char === '"' && quoted && plain[i + 1] === '"') {
      word = `${word ?? ''}"`
      i += 1
    } else if (char === '"') {
      quoted = !quoted
      word ??= ''
    } else if (/\s/.test(char) && !quoted) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + char
  }
  return word === null ? words : [...words, word]
}

/** `$'…'` of bash, which browsers use for texts with quotes and control characters. */
const ansiQuoted = (text: string): string =>
  text.replace(/(?<=^|\s)\$'((?:\\[\s\S]|[^'\\])*)'/g, (_, inner: string) => {
    const escapes: Record<string, string> = {
      n: '\n',
      r: '\r',
      t: '\t',
      '\\': '\\',
      "'": "'",
      '"': '"',
      '!': '!',
    }
    const plain = inner.replace(
      /\\(?:u([\da-f]{4})|x([\da-f]{2})|([\s\S]))/gi,
      (all, u?: string, x?: string, c?: string) =>
        u !== undefined || x !== undefined
          ? String.fromCodePoint(parseInt((u ?? x)!, 16))
          : (escapes[c!] ?? all),
    )
    return `'${plain.replaceAll("'", `'\\''`)}'`
  })

function bashWords(text: string): string[] {
  // Variables stay as they are written: whose they are nobody knows here.
  const tokens = parse(ansiQuoted(text).replace(/\\\r?\n/g, ' '), (name) => `\${${name}}`)
  const words: string[] = []
  for (const token of tokens) {
    if (typeof token === 'string') words.push(token)
    else if ('pattern' in token) words.push(token.pattern)
    else if ('op' in token)
      refuse(
        `Вставьте одну команду curl: знак «${token.op}» вне кавычек соединяет её с чем-то ещё.`,
        `Paste one curl command: "${token.op}" outside quotes joins it with something else.`,
      )
  }
  return words
}

/** Options that say how cURL behaves, not what it sends: without a value, and with one. */
const silent = new Set(
  '-s -S -i -v -k -L -f -g -N -sS --silent --show-error --include --verbose --insecure --location --fail --globoff --compressed --http1.1 --http2 --http1.0 --no-buffer --ssl-no-revoke --path-as-is -# --progress-bar'.split(
    ' ',
  ),
)
const silentWithValue = new Set(
  '-o --output -m --max-time --connect-timeout --retry --resolve -x --proxy --cacert -E --cert --key -w --write-out --ciphers --tls-max --interface --limit-rate'.split(
    ' ',
  ),
)
const named: Readonly<Record<string, string>> = {
  '--request': '-X',
  '--header': '-H',
  '--data': '-d',
  '--data-ascii': '-d',
  '--user': '-u',
  '--form': '-F',
  '--form-string': '-F',
  '--cookie': '-b',
  '--user-agent': '-A',
  '--referer': '-e',
  '--head': '-I',
  '--get': '-G',
}
const withValue = new Set(
  '-X -H -d --data-raw --data-binary --data-urlencode --json -u -F -b -A -e --url'.split(' '),
)

/** Options one by one with their values; `-XPOST`, `-sSk` and `--data=…` are taken apart. */
function* options(words: readonly string[]): Generator<[string, string]> {
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i]!
    if (!word.startsWith('-') || word === '-') {
      yield ['--url', word]
      continue
    }
    const [, long = word, inline] = /^(--[\w.-]+)=([\s\S]*)$/.exec(word) ?? []
    let name = named[long] ?? long
    let value = inline
    if (!name.startsWith('--') && name.length > 2 && !silent.has(name)) {
      const letter = name.slice(0, 2)
      if (withValue.has(letter) || silentWithValue.has(letter)) [name, value] = [letter, word.slice(2)]
      else {
        words = [...words.slice(0, i + 1), `-${name.slice(2)}`, ...words.slice(i + 1)]
        name = letter
      }
    }
    if (withValue.has(name) || silentWithValue.has(name))
      yield [name, value ?? words[(i += 1)] ?? missing(name)]
    else yield [name, '']
  }
}

const missing = (option: string): never =>
  refuse(
    `После ${option} нет значения: команда скопирована не целиком.`,
    `Nothing follows ${option}: the command was not copied whole.`,
  )

const noFile = (value: string, option: string): string =>
  value.startsWith('@') || value.startsWith('<')
    ? refuse(
        `${option} ${value} берёт тело из файла, которого у стенда нет: вставьте содержимое через --data-raw.`,
        `${option} ${value} takes the body from a file that the bench does not have: put the content into --data-raw.`,
      )
    : value

interface Draft {
  method: string | null
  url: string | null
  headers: [string, string][]
  data: string[]
  form: [string, string][]
  query: boolean
  notes: Text[]
}

type Take = (draft: Draft, value: string, option: string) => void

const header = (draft: Draft, name: string, value: string) => void draft.headers.push([name, value])

const takes: Readonly<Record<string, Take>> = {
  '--url': (draft, value) => {
    if (draft.url !== null)
      refuse(
        `В команде два адреса: ${draft.url} и ${value}. Оставьте один.`,
        `The command has two addresses: ${draft.url} and ${value}. Leave one.`,
      )
    draft.url = value
  },
  '-X': (draft, value) => void (draft.method = value.toUpperCase()),
  '-H': (draft, value, option) => {
    noFile(value, option)
    const [, name, sign, rest = ''] = /^([^:;\s]+)\s*([:;])\s*([\s\S]*)$/.exec(value) ?? []
    if (name === undefined) refuse(`Заголовок без двоеточия: ${value}`, `A header without a colon: ${value}`)
    // `Name:` takes a header away, `Name;` sends it empty.
    else if (rest !== '' || sign === ';') header(draft, name, rest)
  },
  '-d': (draft, value, option) => void draft.data.push(noFile(value, option)),
  '--data-raw': (draft, value) => void draft.data.push(value),
  '--data-binary': (draft, value, option) => void draft.data.push(noFile(value, option)),
  '--data-urlencode': (draft, value, option) => {
    const [, name = '', text = value] = /^([^=@]*)=([\s\S]*)$/.exec(noFile(value, option)) ?? []
    if (/^[^=]+@/.test(value)) noFile('@', option)
    draft.data.push(name === '' ? encodeURIComponent(text) : `${name}=${encodeURIComponent(text)}`)
  },
  '--json': (draft, value, option) => {
    draft.data.push(noFile(value, option))
    header(draft, 'Content-Type', 'application/json')
    header(draft, 'Accept', 'application/json')
  },
  '-u': (draft, value) =>
    header(draft, 'Authorization', `Basic ${Buffer.from(value, 'utf8').toString('base64')}`),
  '-b': (draft, value) => {
    if (!value.includes('=')) noFile('@', '-b')
    header(draft, 'Cookie', value)
  },
  '-A': (draft, value) => header(draft, 'User-Agent', value),
  '-e': (draft, value) => header(draft, 'Referer', value),
  '-I': (draft) => void (draft.method ??= 'HEAD'),
  '-G': (draft) => void (draft.query = true),
  '-F': (draft, value, option) => {
    const [, name, text] = /^([^=]+)=([\s\S]*)$/.exec(value) ?? []
    if (name === undefined)
      refuse(`${option} ${value}: нужно имя=значение`, `${option} ${value}: name=value is wanted`)
    else draft.form.push([name, noFile(text!, option)])
  },
}

const BOUNDARY = 'obmen-form-boundary-7MA4YWxkTrZu0gW'

function bodyOf({ data, form, query }: Draft): Uint8Array {
  if (form.length > 0) {
    const parts = form.map(
      ([name, value]) =>
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    return Buffer.from(`${parts.join('')}--${BOUNDARY}--\r\n`)
  }
  return query ? new Uint8Array() : Buffer.from(data.join('&'))
}

/**
 * A cURL command as a browser, Postman or a colleague gives it, for bash or for cmd.exe.
 * @throws WrongInput `INTERCHANGE-CURL` with what to change
 */
export function parseCurl(text: string): ParsedRequest {
  const words = isCmd(text) ? cmdWords(text.trim()) : bashWords(text.trim())
  if (!/(?:^|[\\/])curl(?:\.exe)?$/i.test(words[0] ?? ''))
    refuse('Команда должна начинаться со слова curl.', 'The command has to begin with curl.')
  const draft: Draft = { method: null, url: null, headers: [], data: [], form: [], query: false, notes: [] }
  for (const [option, value] of options(words.slice(1))) {
    const take = takes[option]
    if (take) take(draft, value, option)
    else if (!silent.has(option))
      draft.notes.push({
        ru: `Параметр ${option} пропущен: на отправленное он не влияет или здесь не нужен.`,
        en: `The option ${option} is passed over: it changes nothing of what is sent, or is of no use here.`,
      })
  }
  if (draft.url === null) refuse('В команде нет адреса.', 'The command has no address.')
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(draft.url!) ? draft.url! : `http://${draft.url}`
  const sends = draft.data.length > 0 || draft.form.length > 0
  const has = (name: string) => draft.headers.some(([key]) => key.toLowerCase() === name)
  if (draft.form.length > 0) draft.headers.push(['Content-Type', `multipart/form-data; boundary=${BOUNDARY}`])
  else if (draft.data.length > 0 && !draft.query && !has('content-type'))
    draft.headers.push(['Content-Type', 'application/x-www-form-urlencoded'])
  return {
    method: draft.method ?? (sends && !draft.query ? 'POST' : 'GET'),
    url:
      draft.query && draft.data.length > 0
        ? `${url}${url.includes('?') ? '&' : '?'}${draft.data.join('&')}`
        : url,
    headers: draft.headers,
    body: bodyOf(draft),
    notes: draft.notes,
  }
}
