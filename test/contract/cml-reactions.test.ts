import { describe, expect, it } from 'vitest'
import { clientProfiles } from '../../server/contracts/commerceml/client-profiles.ts'
import {
  importsOn,
  onAside,
  onCheckauth,
  onFile,
  onImport,
  onInit,
  onQuery,
  onSuccess,
  type Heard,
  type Reaction,
  type ReactionWays,
} from '../../server/contracts/commerceml/reactions.ts'
import { CmlNodeSettings } from '../../server/storage/document-schema.ts'

const ut: ReactionWays = { ...clientProfiles.ut11.ways, strict: false }
const strict: ReactionWays = { ...ut, strict: true }
const unf: ReactionWays = { ...clientProfiles.unf3.ways, strict: false }
const module: ReactionWays = { ...clientProfiles['bitrix-module-2.09'].ways, strict: false }

const heard = (text: string, status = 200): Heard => ({ status, text, failure: null })
const silence: Heard = { status: null, text: '', failure: 'Ответа нет 180 с' }

const steps = {
  checkauth: (answer: Heard, ways: ReactionWays): Reaction => onCheckauth(answer, ways).reaction,
  init: (answer: Heard, ways: ReactionWays): Reaction => onInit(answer, ways).reaction,
  file: onFile,
  import: onImport,
  query: onQuery,
  success: onSuccess,
}

const answers = {
  success: 'success\nPHPSESSID\n0a1b',
  'two lines of init': 'zip=no\nfile_limit=0',
  'failure, two lines': 'failure\nНет прав',
  'failure, one line': 'failure',
  progress: 'progress\nОбработано 34% файла.',
  html: '<html>\n<body>\n504\n</body></html>',
  empty: '',
  xml: '<?xml version="1.0"?><КоммерческаяИнформация/>',
}

type Matrix = Record<keyof typeof steps, Partial<Record<keyof typeof answers, Reaction['next']>>>

/** The table of section 3.5, a row a step. */
const matrix: Matrix = {
  checkauth: {
    success: 'go-on',
    'failure, two lines': 'fail',
    progress: 'fail',
    html: 'fail',
    empty: 'fail',
    xml: 'fail',
  },
  init: {
    // Three lines.
    success: 'fail',
    'two lines of init': 'go-on',
    'failure, two lines': 'go-on',
    'failure, one line': 'fail',
    progress: 'go-on',
    html: 'fail',
    empty: 'fail',
  },
  file: { success: 'go-on', 'failure, two lines': 'fail', progress: 'fail', html: 'fail', empty: 'fail' },
  import: { success: 'go-on', 'failure, two lines': 'fail', progress: 'again', html: 'fail', empty: 'fail' },
  query: {
    success: 'fail',
    'failure, two lines': 'fail',
    progress: 'fail',
    html: 'fail',
    empty: 'fail',
    xml: 'go-on',
  },
  success: {
    success: 'go-on',
    'failure, two lines': 'go-on',
    progress: 'go-on',
    html: 'go-on',
    empty: 'fail',
  },
}

describe('the reaction matrix of УТ 11.5', () => {
  for (const [step, row] of Object.entries(matrix) as [keyof typeof steps, Matrix[keyof Matrix]][])
    for (const [answer, next] of Object.entries(row) as [keyof typeof answers, Reaction['next']][]) {
      it(`[C §3.5 ${step}] ${answer}: ${next}`, () => {
        expect(steps[step](heard(answers[answer]), ut).next).toBe(next)
      })
      it(`[C §3.5 ${step}] ${answer} with HTTP 500: the same, and a line in the log`, () => {
        const reaction = steps[step](heard(answers[answer], 500), ut)
        expect(reaction.next).toBe(next)
        expect(reaction.log[0]!.text).toBe('Получение данных с сервера: ответ сервера = 500')
      })
    }

  it.each(Object.keys(steps) as (keyof typeof steps)[])(
    '[C §2.4 %s] no answer of the network is an empty answer, with its reason in the log',
    (step) => {
      const reaction = steps[step](silence, ut)
      expect(reaction.next).toBe('fail')
      expect(reaction.log.map(({ text }) => text)).toContain('Ответа нет 180 с')
      expect(reaction.said.ru).toMatch(/180 с/)
    },
  )

  it('[C §2.5] line 1 is trimmed and lower-cased, nothing more', () => {
    expect(onImport(heard(' Success \n'), ut).next).toBe('go-on')
    expect(onImport(heard('success.'), ut).next).toBe('fail')
    expect(onImport(heard('Notice: x success'), ut).next).toBe('fail')
  })
})

describe('checkauth', () => {
  it('[C §3.1 checkauth] cookie, token and timestamp of the five lines of Bitrix', () => {
    const { pass } = onCheckauth(
      heard('success\nPHPSESSID\n0a1b\nsessid=00112233\ntimestamp=1700000000\n'),
      ut,
    )
    expect(pass).toEqual({
      cookieName: 'PHPSESSID',
      cookieValue: '0a1b',
      token: 'sessid=00112233',
      timestamp: '1700000000',
    })
  })

  it('[C §2.5] CR stays in name and value of the cookie', () => {
    const { pass, reaction } = onCheckauth(heard('success\r\nPHPSESSID\r\n0a1b\r\n'), ut)
    expect(pass).toMatchObject({ cookieName: 'PHPSESSID\r', cookieValue: '0a1b\r' })
    expect(reaction.verdict).toBe('warning')
  })

  it('[C §15 F2] without lines 2 and 3 УТ goes on with an empty cookie, a strict node stops', () => {
    expect(onCheckauth(heard('success'), ut).pass).toMatchObject({ cookieName: '', cookieValue: '' })
    expect(onCheckauth(heard('success'), strict).pass).toBeNull()
  })
})

describe('init', () => {
  it('[C §17.1] one line break at the end is ignored, in strict mode it is a third line', () => {
    expect(onInit(heard('zip=yes\nfile_limit=204800\n'), ut).init).toMatchObject({
      zip: true,
      limit: 204_800,
    })
    expect(onInit(heard('zip=yes\r\nfile_limit=204800\r\n'), ut).init).toMatchObject({ limit: 204_800 })
    expect(onInit(heard('zip=yes\nfile_limit=204800\n'), strict).reaction.next).toBe('fail')
    expect(onInit(heard('zip=yes\nfile_limit=204800'), strict).reaction.next).toBe('go-on')
  })

  it('[C §3.5 note 1][C §16 1C 2] failure with a text has two lines: УТ goes on unpacked and whole, a strict node stops', () => {
    const { init, reaction } = onInit(heard('failure\nОшибка инициализации'), ut)
    expect(init).toMatchObject({ zip: false, limit: 0 })
    expect(reaction.verdict).toBe('warning')
    expect(onInit(heard('failure\nОшибка инициализации'), strict).reaction.next).toBe('fail')
  })

  it.each([
    ['0', 0],
    ['text', 0],
    ['81', 81],
    [' 204800 ', 204_800],
  ])('[C §3.1 init] file_limit=%s is %i', (written, limit) => {
    expect(onInit(heard(`zip=no\nfile_limit=${written}`), ut).init!.limit).toBe(limit)
  })

  it('[C §3.1 init] one line will do for УНФ, four lines of sale for it and the module', () => {
    expect(onInit(heard('zip=no'), unf).reaction.next).toBe('go-on')
    expect(onInit(heard('zip=no'), ut).reaction.next).toBe('fail')
    const four = 'zip=yes\nfile_limit=1000\nsessid=00\nversion=2.09'
    expect(onInit(heard(four), module).init).toMatchObject({ version: '2.09', sessid: '00' })
    expect(onInit(heard(four), ut).reaction.next).toBe('fail')
    expect(onInit(heard('failure\nнет'), unf).reaction.next).toBe('fail')
  })
})

describe('files and imports', () => {
  it('[C §3.1 file] lines after success are an extended status, harmless', () => {
    const reaction = onFile(heard('success\nещё строка'), ut)
    expect(reaction).toMatchObject({ next: 'go-on', verdict: 'ok' })
    expect(reaction.log[0]!.text).toMatch(/^Получен расширенный статус успешного завершения сеанса/)
  })

  it('[C §3.1 file] the words of the log for a refusal, no status, no answer', () => {
    const words = (text: string) => onFile(heard(text), ut).log.map((line) => line.text)
    expect(words('failure\nмного')).toEqual([
      'Произошла ошибка на стороне сервера. Файл не отправлен.',
      'Ответ сервера: много',
    ])
    expect(words('что-то')[0]).toMatch(/Не получен статус завершения операции\. Файл не отправлен/)
    expect(words('')[0]).toMatch(/Файл не отправлен/)
  })

  it('[C §3.1 import] the words of the log for a refusal, an unknown status, no answer', () => {
    const words = (text: string) => onImport(heard(text), ut).log.map((line) => line.text)
    expect(words('failure\nнет файла')).toEqual([
      'Произошла ошибка на стороне сервера. Ответ сервера: нет файла',
    ])
    expect(words('<html>')[0]).toMatch(/неизвестный статус импорта/)
    expect(words('')).toEqual(['Данные обмена отправлены, но не загружены.'])
  })

  it('[C §3.2 import] text glued to success: unknown to УТ, warnings to the module', () => {
    const glued = heard('successЗаказ №15 на сайте не найден.')
    expect(onImport(glued, ut).next).toBe('fail')
    expect(onImport(glued, module)).toMatchObject({ next: 'go-on', verdict: 'warning' })
  })

  it('[C §3.1 import] after one loaded file the others follow, in strict mode they do not', () => {
    expect(importsOn(0, ut)).toBe(false)
    expect(importsOn(1, ut)).toBe(true)
    expect(importsOn(1, strict)).toBe(false)
  })
})

describe('orders', () => {
  it('[C §3.2 query] УНФ also takes the bare root; a space in front is not swallowed', () => {
    expect(onQuery(heard('<КоммерческаяИнформация/>'), unf).next).toBe('go-on')
    expect(onQuery(heard('<КоммерческаяИнформация/>'), ut).next).toBe('fail')
    expect(onQuery(heard(' <?xml version="1.0"?>'), unf).next).toBe('fail')
  })

  it('[C §3.2 query] a zip has become a string and is lost', () => {
    expect(onQuery(heard('PK\u0003\u0004'), ut).log[0]!.text).toMatch(/Не удалось разобрать/)
  })

  it('[C §3.2 success] УНФ refuses failure, a strict node anything but success', () => {
    expect(onSuccess(heard('failure\nнет'), unf).next).toBe('fail')
    expect(onSuccess(heard('error'), ut)).toMatchObject({ next: 'go-on', verdict: 'warning' })
    expect(onSuccess(heard('error'), strict).next).toBe('fail')
  })
})

describe('clients', () => {
  it('[C §2.4] the Bitrix module ends the exchange at statuses from 400 and does not read the body', () => {
    for (const step of Object.values(steps)) {
      const reaction = step(heard('success\na\nb', 520), module)
      expect(reaction.next).toBe('fail')
      expect(reaction.log.at(-1)!.text).toBe('Ошибка работы с Интернет: неизвестная ошибка http (520)')
    }
    expect(onFile(heard('success', 301), module).next).toBe('go-on')
  })

  it('[C §3.1 complete] nothing depends on complete and info', () => {
    expect(onAside(heard('success'), ut)).toMatchObject({ next: 'go-on', verdict: 'ok' })
    for (const answer of [heard(''), heard('failure\nНеизвестная команда.'), silence])
      expect(onAside(answer, ut)).toMatchObject({ next: 'go-on', verdict: 'warning' })
  })

  it('[C §14] a profile for every id that a node may have', () => {
    expect(Object.keys(clientProfiles).sort()).toEqual(
      [...CmlNodeSettings.shape.profile.unwrap().options].sort(),
    )
    for (const { title, traits } of Object.values(clientProfiles)) {
      expect(title.ru).not.toBe('')
      expect(traits.length).toBeGreaterThan(1)
    }
  })

  it('[C §2.6] time limits: 180 s for УТ, 1800 s and 5 s for УНФ', () => {
    expect(clientProfiles.ut11).toMatchObject({ timeoutMs: 180_000, pollMs: 0 })
    expect(clientProfiles.unf3).toMatchObject({ timeoutMs: 1_800_000, pollMs: 5000 })
  })

  it('every reaction is told in both languages', () => {
    for (const step of Object.values(steps))
      for (const answer of Object.values(answers)) {
        const { said, reaction } = step(heard(answer), ut)
        for (const text of [said.ru, said.en, reaction.ru, reaction.en]) expect(text).not.toBe('')
      }
  })
})
