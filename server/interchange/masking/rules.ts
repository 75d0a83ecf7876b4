import type { Text } from '../../contracts/text.ts'

/**
 * What is hidden on the way out of the journal (AD-43). A rule knows its values by structure (names of members, elements
 * and parameters) and by their own look, so that neither an untidy body nor a stray sentence lets one through.
 */
export interface MaskRule {
  id: MaskRuleId
  title: Text
  /** Applied unless a person switches it off. */
  default: boolean
  matchers: readonly Matcher[]
  /** Spellings of one value get one mask. */
  same?(value: string): string
  /** What else is hidden with a value, wherever it stands. */
  also?(value: string): string[]
}

export const maskRuleIds = [
  'password',
  'cookie',
  'passport',
  'card',
  'email',
  'phone',
  'name',
  'file',
  'inn',
] as const
export type MaskRuleId = (typeof maskRuleIds)[number]

export interface Matcher {
  /** Groups: `lead` stays, `v` is replaced. */
  find: RegExp
  accepts?(value: string): boolean
  /** The value stands without quotes in JSON: its mask needs them. */
  bare?: boolean
}

/** Values under these names, in JSON (also the untidy kind of the samples), XML, forms, multipart and query strings. */
function byName(names: string): Matcher[] {
  const name = `(?:[\\w-]*[_-])?(?:${names})\\d?`
  const json = `(?<![\\p{L}\\d_-])(["']?)${name}\\2\\s*:\\s*`
  return [
    { find: new RegExp(`(?<lead>${json}")(?<v>(?:\\\\[\\s\\S]|[^"\\\\])*)(?=")`, 'giu') },
    { find: new RegExp(`(?<lead>${json}')(?<v>(?:\\\\[\\s\\S]|[^'\\\\])*)(?=')`, 'giu') },
    { find: new RegExp(`(?<lead>${json})(?<v>[^\\s"'{\\[,}\\]<>&]+)`, 'giu'), bare: true },
    {
      find: new RegExp(
        `(?<lead><(?:[\\w.-]+:)?${name}(?:\\s[^<>]*)?>\\s*(?:<!\\[CDATA\\[)?)(?<v>[^<>\\]]+)`,
        'giu',
      ),
    },
    { find: new RegExp(`(?<lead>(?<![\\p{L}\\d_-])${name}\\s*=\\s*")(?<v>[^"]*)`, 'giu') },
    { find: new RegExp(`(?<lead>(?:^|[?&;\\s>"'(,])${name}=)(?<v>[^&;\\s"'<>#\\\\]+)`, 'giu') },
    {
      find: new RegExp(
        `(?<lead>\\bname="${name}"[^\\n]*\\r?\\n(?:[^\\r\\n]+\\r?\\n)*\\r?\\n)(?<v>[^\\r\\n]+)`,
        'giu',
      ),
    },
  ]
}

/** `<Контакт><Тип>…</Тип><Значение>…` and `<ЗначениеРеквизита><Наименование>…</Наименование><Значение>…` of CommerceML. */
const contact = (types: string): Matcher => ({
  find: new RegExp(
    `(?<lead><(?:Тип|Вид|Наименование)>\\s*[^<]*(?:${types})[^<]*</(?:Тип|Вид|Наименование)>\\s*<(?:Значение|Представление)>)(?<v>[^<]+)`,
    'giu',
  ),
})

const digits = (value: string): string => value.replace(/\D/g, '')

/** Check of card numbers (ISO/IEC 7812-1 annex B). */
export function isLuhn(value: string): boolean {
  const sum = [...digits(value)].reverse().reduce((total, digit, i) => {
    const doubled = Number(digit) * (i % 2 === 0 ? 1 : 2)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}

const phoneDigits = (value: string): string => digits(value).replace(/^8(?=\d{10}$)/, '7')

/** The password in an account: `name:password`, also as Basic writes it. */
function passwordsOf(value: string): string[] {
  const bare = value.replace(/^Basic\s+/i, '')
  const account = /^[A-Za-z\d+/]{4,}={0,2}$/.test(bare) ? Buffer.from(bare, 'base64').toString('utf8') : bare
  const [, password] = /^[^:]{1,100}:(.{6,})$/s.exec(account) ?? []
  return password === undefined ? [] : [password]
}

/** In the order in which they are applied: what an earlier one has hidden a later one does not see. */
export const maskRules: readonly MaskRule[] = [
  {
    id: 'password',
    title: { ru: 'Пароли, токены и ключи', en: 'Passwords, tokens and keys' },
    default: true,
    also: passwordsOf,
    matchers: [
      ...byName(
        '\\w*(?:password|passwd|token|secret)(?:[_-]?(?:hash|confirm\\w*|repeat))?|passphrase|pwd|pass|[\\p{L}_]*пароль[\\p{L}]*|api[_-]?key|x-api-key|authorization|sign(?:ature)?|jwt',
      ),
      contact('пароль|password|токен'),
      { find: /(?<lead>\b(?:Basic|Bearer|Digest|Token)\s+)(?<v>[A-Za-z\d+/=._~-]{8,})/gi },
      { find: /(?<lead>\b[a-z][a-z\d+.-]*:\/\/)(?<v>[^/?#\s"'<>@]*:[^/?#\s"'<>@]*)(?=@)/gi },
      { find: /(?<v>\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+)/g },
    ],
  },
  {
    id: 'cookie',
    title: { ru: 'Cookie и номера сеансов', en: 'Cookies and session numbers' },
    default: true,
    matchers: [
      ...byName('sessid|session[_-]?id|sid|phpsessid|cookie'),
      // Name and value of the session cookie as a site gives them to 1C (commerceml section 3.1).
      { find: /(?<lead>^success\r?\n[^\r\n=<]{1,100}\r?\n)(?<v>[^\r\n=<]{4,200})/g },
    ],
  },
  {
    id: 'passport',
    title: { ru: 'Паспортные данные', en: 'Passport data' },
    default: true,
    same: (value) => value.replace(/[^\p{L}\d]/gu, '').toLowerCase(),
    matchers: [
      ...['number', 'issued', 'fio', 'series', 'serie', 'date'].flatMap((member) => [
        {
          find: new RegExp(
            `(?<lead>["']?pas+port(?:_info)?["']?\\s*:\\s*\\{[^{}]{0,4000}?["']?\\b${member}\\b["']?\\s*:\\s*(["']))(?<v>(?:\\\\[\\s\\S]|(?!\\2)[^\\\\])*)`,
            'gi',
          ),
        },
        {
          find: new RegExp(
            `(?<lead>["']?pas+port(?:_info)?["']?\\s*:\\s*\\{[^{}]{0,4000}?["']?\\b${member}\\b["']?\\s*:\\s*)(?<v>[^\\s"',}\\]]+)`,
            'gi',
          ),
          bare: true,
        },
        {
          find: new RegExp(
            `(?<lead><pas+port(?:_info)?\\b(?:(?!</pas+port)[\\s\\S]){0,4000}?<${member}\\b[^>]*>)(?<v>[^<]+)`,
            'gi',
          ),
        },
      ]),
      ...byName('pas+port(?:[_-]?(?:number|no|num|series|serie|data))?|[\\p{L}_]*паспорт[\\p{L}_]*'),
      contact('паспорт|passport'),
      {
        find: /(?<lead><(?:Серия|Номер)>)(?<v>[^<]+)(?=<\/(?:Серия|Номер)>(?:(?!<(?:УдостоверениеЛичности|Документ)\b)[\s\S]){0,600}<\/УдостоверениеЛичности>)/g,
      },
      { find: /(?<lead>(?:паспорт|passport)[^\d<>{}]{0,40})(?<v>\d{2} ?\d{2}[ №N]{0,3}\d{6})(?!\d)/gi },
    ],
  },
  {
    id: 'card',
    title: { ru: 'Номера банковских карт', en: 'Bank card numbers' },
    default: true,
    same: digits,
    matchers: [
      ...byName('card|\\w*card[_-]?(?:number|no|num)|pan|cvv|cvc|[\\p{L}_]*номеркарты'),
      contact('карт[аы]|card'),
      {
        find: /(?<![\w.-])(?<v>[2-6](?:[ -]?\d){14,18})(?![\w-]|\.\d)/g,
        accepts: (value) => digits(value).length <= 19 && isLuhn(value),
      },
    ],
  },
  {
    id: 'email',
    title: { ru: 'Адреса электронной почты', en: 'E-mail addresses' },
    default: true,
    same: (value) => value.toLowerCase(),
    matchers: [
      ...byName('\\w*e[_-]?mail(?:[_-]?address)?|[\\p{L}_]*почт[аы]'),
      contact('почта|mail'),
      {
        find: /(?<!:\/\/)(?<![\p{L}\d._%+-])(?<v>[\p{L}\d._%+-]+(?:@|%40)[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.\p{L}{2,})/giu,
      },
    ],
  },
  {
    id: 'phone',
    title: { ru: 'Телефоны', en: 'Phone numbers' },
    default: true,
    same: phoneDigits,
    matchers: [
      ...byName('\\w*phone(?:[_-]?(?:number|no))?|telefon|tel|mobile|fax|[\\p{L}_]*телефон[а]?'),
      contact('телефон|phone|факс'),
      { find: /(?<![\w+%-])(?<v>(?:\+|%2B)\d[\d\s()-]{8,18}\d)(?![\w-])/gi },
      { find: /(?<![\w.,+-])(?<v>[78][\s-]?\(?9\d{2}\)?[\s-]?\d{3}[\s-]?\d{2}[\s-]?\d{2})(?![\w-]|[.,]\d)/g },
    ],
  },
  {
    id: 'name',
    title: { ru: 'Имена людей', en: 'Names of people' },
    default: true,
    matchers: [
      ...byName(
        'fio|фио|full[_-]?name|first[_-]?name|last[_-]?name|middle[_-]?name|surname|patronymic|contact[_-]?person|фамилия|отчество',
      ),
      {
        find: /(?<lead>["']?\bclient\b["']?\s*:\s*\{[^{}]{0,4000}?["']?\bname\b["']?\s*:\s*(["']))(?<v>(?:\\[\s\S]|(?!\2)[^\\])*)/gi,
      },
      { find: /(?<lead><client\b(?:(?!<\/client)[\s\S]){0,4000}?<name\b[^>]*>)(?<v>[^<]+)/gi },
    ],
  },
  {
    id: 'file',
    title: { ru: 'Вложенные файлы (base64) внутри тел', en: 'Files in bodies (base64)' },
    default: true,
    matchers: [
      { find: /(?<![\w+/])(?<v>[A-Za-z\d+/]{1000,}={0,2})/g },
      // In lines, as 1C writes it: bare, or in a string of JSON.
      {
        find: /(?<![\w+/])(?<v>(?:[A-Za-z\d+/]{60,80}(?:\r?\n|\\r\\n|\\n|&#1[03];|&#x[ad];)+){12,}[A-Za-z\d+/]*={0,2})/gi,
      },
    ],
  },
  {
    id: 'inn',
    title: { ru: 'ИНН физических лиц (12 цифр)', en: 'INN of persons (12 digits)' },
    default: false,
    matchers: [{ find: /(?<![\w.-])(?<v>\d{12})(?![\w-]|\.\d)/g }],
  },
]
