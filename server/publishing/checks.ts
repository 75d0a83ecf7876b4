import type { PublishingInputs } from './inputs.ts'
import { checkedService, onWindows, publicationUrl, serviceUrl } from './places.ts'
import { powershellLiteral, shWord } from './quoting.ts'

/**
 * Acceptance checks (publishing section 11). Commands read the password from `$PASSWORD` (sh) or from `$Basic`, which is made
 * of what the person typed (PowerShell); it is never written (PD-05).
 */
export interface Check {
  /** Number of section 11; 9 covers three addresses. */
  number: string
  title: string
  /** What a person should see. */
  expected: string
  sh: string
  powershell: string
  /** Pattern of the printed answer with `*` and `?`, the same for `case` and `-like`; null: a person looks. */
  answer: string | null
}

type Credentials = 'none' | 'wrong' | 'right'

/** Both forms of one call that prints `format` of curl; `options` are options of curl without values of ours. */
interface Call {
  url: string
  format: string
  credentials?: Credentials
  options?: string
}

function calls({ user }: PublishingInputs) {
  const shAuth: Record<Credentials, string> = {
    none: '',
    wrong: ` -u ${shWord(`${user}:wrong`)}`,
    right: ` -u ${shWord(user)}:"$PASSWORD"`,
  }
  const wrong = Buffer.from(`${user}:wrong`, 'utf8').toString('base64')
  const powershellAuth: Record<Credentials, string> = {
    none: '',
    wrong: ` -H 'Authorization: Basic ${wrong}'`,
    right: ' -H "Authorization: Basic $Basic"',
  }
  return ({ url, format, credentials = 'none', options = '' }: Call) => ({
    sh: `curl -sS -o /dev/null -w '${format}'${options}${shAuth[credentials]} ${shWord(url)}`,
    powershell: `curl.exe -sS -o NUL -w '${format}'${options}${powershellAuth[credentials]} ${powershellLiteral(url)}`,
  })
}

const CODE = '%{http_code}'

/** The checks with the values of this publication, in the order they are run. */
export function acceptanceChecks(inputs: PublishingInputs): Check[] {
  const call = calls(inputs)
  const { host } = inputs
  const root = serviceUrl(inputs, checkedService(inputs))
  const url = `${root}/state`
  const auth = {
    sh: ` -u ${shWord(inputs.user)}:"$PASSWORD"`,
    powershell: ' -H "Authorization: Basic $Basic"',
  }
  const notServed = [
    ['9.1', 'OData выключен', `${publicationUrl(inputs)}/odata/standard.odata`],
    ['9.2', 'Веб-сервисы SOAP выключены', `${publicationUrl(inputs)}/ws/`],
    ['9.3', 'Веб-клиент выключен', `${publicationUrl(inputs)}/`],
  ] as const
  const old = ` --stderr - --tlsv1.0 --tls-max 1.1`

  return [
    {
      number: '1',
      title: 'Без пароля не пускает',
      expected: '401',
      answer: '401',
      ...call({ url, format: CODE }),
    },
    {
      number: '2',
      title: 'С неверным паролем не пускает',
      expected: '401',
      answer: '401',
      ...call({ url, format: CODE, credentials: 'wrong' }),
    },
    {
      number: '3',
      title: 'С верным паролем отвечает',
      expected: '200 и application/json',
      answer: '200 application/json*',
      ...call({ url, format: '%{http_code} %{content_type}', credentials: 'right' }),
    },
    {
      number: '4',
      title: 'Ответ без BOM',
      expected: 'не efbbbf; JSON начинается с 7b («{»)',
      answer: '7b*',
      sh: `curl -sS${auth.sh} ${shWord(url)} | head -c 3 | xxd -p`,
      powershell: `curl.exe -sS -o "$env:TEMP\\1c-check.json"${auth.powershell} ${powershellLiteral(url)}; -join ([IO.File]::ReadAllBytes("$env:TEMP\\1c-check.json")[0..2] | ForEach-Object { $_.ToString('x2') })`,
    },
    {
      number: '5',
      title: 'TLS 1.2 принимается',
      expected: '401 (соединение установлено)',
      answer: '401',
      ...call({ url, format: CODE, options: ' --tlsv1.2 --tls-max 1.2' }),
    },
    {
      number: '6',
      title: 'TLS 1.1 и старше отвергаются',
      expected:
        'curl: (35) и отказ сервера; «no protocols available» значит, что TLS 1.1 запрещён у самого клиента и проверка ничего не доказала',
      answer: '*curl: (35)*',
      sh: `${call({ url, format: '', options: `${old} --ciphers DEFAULT@SECLEVEL=0` }).sh} | grep -v 'no protocols available'`,
      powershell: `${call({ url, format: '', options: old }).powershell} | Select-String -NotMatch 'no protocols available'`,
    },
    {
      number: '7',
      title: 'Сертификат проверяется по цепочке и имени',
      expected: 'код проверки 0',
      answer: '*0*',
      sh: `openssl s_client -connect ${host}:443 -servername ${host} -verify_hostname ${host} -verify_return_error \${CURL_CA_BUNDLE:+-CAfile "$CURL_CA_BUNDLE"} </dev/null 2>/dev/null | grep -m1 -o 'Verify return code: 0'`,
      powershell: call({ url, format: '%{ssl_verify_result} %{http_code}' }).powershell,
    },
    {
      number: '8',
      title: 'Порт 80 закрыт',
      expected: '000 и «connection refused» (из-за межсетевого экрана — истёк срок ожидания)',
      answer: '*000',
      ...call({ url: url.replace(/^https/, 'http'), format: CODE, options: ' --max-time 10' }),
    },
    ...notServed.map(([number, title, address]) => ({
      number,
      title,
      expected: '404 или другой отказ 4xx',
      answer: '4??',
      ...call({ url: address, format: CODE, credentials: 'right' }),
    })),
    {
      number: '10',
      title: 'Большое тело (1 МиБ кириллицы) доходит до сервиса',
      expected: '4xx и JSON: отказал сервис, а не веб-сервер',
      answer: '4?? application/*json*',
      sh: `{ printf '{"comment":"'; yes я | head -n 524288 | tr -d '\\n'; printf '"}'; } | ${call({ url: `${root}/client`, format: '%{http_code} %{content_type}', credentials: 'right', options: " -H 'Content-Type: application/json; charset=utf-8' --data-binary @-" }).sh}`,
      powershell: `[IO.File]::WriteAllText("$env:TEMP\\1c-check-body.json", '{"comment":"' + ('я' * 524288) + '"}'); ${call({ url: `${root}/client`, format: '%{http_code} %{content_type}', credentials: 'right', options: ` -H 'Content-Type: application/json; charset=utf-8' --data-binary "@$env:TEMP\\1c-check-body.json"` }).powershell}`,
    },
    parallelCheck(auth, url),
    {
      number: '12',
      title: 'После перезапуска веб-сервера отвечает',
      expected: '200: перезапустите веб-сервер и повторите проверку 3',
      answer: null,
      sh: 'sudo systemctl restart apache2',
      powershell: inputs.web_server === 'iis' ? 'iisreset' : 'Restart-Service Apache2.4',
    },
  ]
}

/** Fifty calls at once; curl repeats the address for each number of the fragment, which is not sent. */
function parallelCheck(auth: { sh: string; powershell: string }, url: string): Check {
  const options = ` -Z --parallel-immediate --parallel-max 50`
  const address = `${url}#[1-50]`
  return {
    number: '11',
    title: '50 одновременных запросов',
    expected: '50 раз 200, без 406 и 500',
    answer: '*50 200',
    sh: `curl -sS -o /dev/null -w '%{http_code}\\n'${options}${auth.sh} ${shWord(address)} | sort | uniq -c`,
    powershell: `curl.exe -sS -o NUL -w '%{http_code}\\n'${options}${auth.powershell} ${powershellLiteral(address)} | Group-Object | ForEach-Object { "$($_.Count) $($_.Name)" }`,
  }
}

/** The command of a check in the shell of the machine that the guide is about. */
export const commandOf = (check: Check, inputs: PublishingInputs): string =>
  onWindows(inputs) ? check.powershell : check.sh
