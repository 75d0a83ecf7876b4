import { schannelRegistry } from '../iis.ts'
import type { PublishingInputs } from '../inputs.ts'
import { bullets, code, codeBlock, numbered, onYourBuild, table, verify } from '../markdown.ts'
import { apacheFile, certificateFiles, onWindows, webServerThreads } from '../places.ts'
import { firewallLines } from '../firewall.ts'
import { poolSizing } from './configuration.ts'
import { serverFiles } from './web-server.ts'

/** Certificate, TLS, Basic, parallel work and the firewall (publishing sections 7.2, 8, 9 and 13). */

function certificateSteps(inputs: PublishingInputs): string[] {
  const { host } = inputs
  const steps = {
    'public-ca': () => [
      onWindows(inputs)
        ? 'Получите сертификат клиентом ACME (win-acme) или у удостоверяющего центра.'
        : 'Получите сертификат клиентом ACME (certbot) или у удостоверяющего центра.',
      'Порт 80 не слушается, поэтому владение именем подтверждайте через DNS (`dns-01`), а не через HTTP. Настройте автоматическое продление с перезагрузкой веб-сервера.',
    ],
    'company-ca': () => [
      `Закажите сертификат на имя ${code(host)} (в поле Subject Alternative Name) в центре предприятия.`,
      'Корневой сертификат центра поставьте на машины, которые будут вызывать сервис.',
    ],
    'self-signed': () => [
      'Только для стенда. Сертификат делает команда (OpenSSL 1.1.1 и новее):',
      codeBlock(
        'sh',
        [
          'openssl req -x509 -newkey rsa:2048 -sha256 -days 365 -nodes \\',
          `  -keyout ${host}-key.pem -out ${host}-fullchain.pem -subj "/CN=${host}" \\`,
          `  -addext "subjectAltName=DNS:${host},DNS:localhost,IP:127.0.0.1"`,
        ].join('\n'),
      ),
    ],
  }
  return steps[inputs.cert_source]()
}

function certificatePlace(inputs: PublishingInputs): string {
  if (inputs.web_server === 'iis')
    return 'Импортируйте сертификат с ключом (`.pfx`) в `LocalMachine\\My`; отпечаток покажет `Get-ChildItem Cert:\\LocalMachine\\My`.'
  const { chain, key } = certificateFiles(inputs)
  return `Сертификат вместе с промежуточными положите в ${code(chain)}, ключ — в ${code(key)}. Ключ читает только учётная запись веб-сервера.`
}

function switchOn(inputs: PublishingInputs): string[] {
  const file = apacheFile(inputs)
  const steps = {
    'apache-windows': () => [
      numbered([
        `Положите ${code(file)} в ${code('C:\\Apache24\\conf\\extra')} и добавьте в конец ${code('httpd.conf')} строку ${code(`Include conf/extra/${file}`)}.`,
        '`C:\\Apache24\\bin\\httpd.exe -t` должна ответить `Syntax OK`.',
        '`net start Apache2.4` (или `Restart-Service Apache2.4`).',
      ]),
    ],
    'apache-linux': () => [
      numbered([
        `${code(`sudo cp ${file} /etc/apache2/sites-available/ && sudo a2ensite ${file.replace(/\.conf$/, '')}`)}`,
        '`sudo apache2ctl configtest` должна ответить `Syntax OK`.',
        '`sudo systemctl restart apache2`.',
      ]),
    ],
    iis: () => [
      numbered([
        'Выполните `.\\setup-iis.ps1 -Thumbprint <отпечаток>` из комплекта: отдельный пул без управляемого кода, приложение, разрешение `wsisapi.dll` в ограничениях ISAPI и CGI, разблокированный раздел `system.webServer/handlers`, привязка 443 и «Требовать SSL». Привязка порта 80 у сайта удаляется.',
        'Версии TLS в Windows общие для машины. Файл `tls12.reg` выключает TLS 1.0 и 1.1 и включает TLS 1.2. **Он действует на все службы машины**: сначала убедитесь, что старым клиентам других служб TLS 1.0 не нужен.',
        'Импортируйте `tls12.reg` и перезагрузите машину. TLS 1.3 есть с Windows Server 2022.',
      ]),
      codeBlock('reg', schannelRegistry()),
      onYourBuild(
        'Если пути или тела отвергает проверка ASP.NET, уберите управляемый код из пула (скрипт это делает) или выключите проверку для приложения.',
      ),
    ],
  }
  return steps[inputs.web_server]()
}

const OTHER_PUBLICATION =
  'Ещё одно предприятие на том же узле — это ещё одна публикация: сделайте комплект с другим именем публикации и перенесите из его файла только блок `Alias … </Directory>` в имеющийся `VirtualHost`. Второй `VirtualHost` с тем же именем узла работать не будет.'

export function tls(inputs: PublishingInputs): string {
  return [
    '## 8. Сертификат и TLS 1.2',
    'Нижняя граница — TLS 1.2, разрешён TLS 1.3, прежние версии выключены. Порт 80 не слушается и не перенаправляет: перенаправленный POST успел бы передать пароль открыто.',
    ...certificateSteps(inputs),
    certificatePlace(inputs),
    ...serverFiles(inputs),
    ...switchOn(inputs),
    ...(inputs.web_server === 'iis' ? [] : [OTHER_PUBLICATION]),
    verify(
      'Приёмочные проверки 5–8: TLS 1.2 соединяется, TLS 1.1 отвергается, сертификат проверен, порт 80 закрыт. Без проверки 6 требование TLS 1.2 не доказано.',
    ),
  ].join('\n\n')
}

export function basic(inputs: PublishingInputs): string {
  return [
    '## 9. Аутентификация Basic',
    'Имя и пароль проверяет сама 1С, веб-сервер пропускает запрос анонимно:',
    table(
      ['Аутентификация веб-сервера', 'Что получится'],
      [
        ['анонимная', '1С проверяет имя и пароль запроса — **так и нужно**'],
        ['Basic', 'одна пара должна подойти и веб-серверу, и 1С: заголовок `Authorization` один'],
        ['Windows', 'веб-сервер ищет пользователя ОС; внешним вызовам не годится'],
      ],
    ),
    bullets([
      `Заголовок: ${code('Authorization: Basic base64(имя:пароль)')}, UTF-8 (RFC 7617). В имени нет двоеточия.`,
      inputs.web_server === 'iis'
        ? 'В IIS для приложения: «Анонимная» включена, «Обычная» и Windows выключены (делает `setup-iis.ps1`).'
        : 'В Apache нет `AuthType` и `Require valid-user` для этого каталога; `CGIPassAuth` не нужен.',
      'Дополнительная защита: список разрешённых адресов, блокировка подбора (fail2ban по ответам 401), по желанию клиентские сертификаты TLS.',
      'Смена пароля без остановки: второй пользователь, переключение вызывающей стороны, удаление первого.',
    ]),
    verify('Приёмочные проверки 1–3: 401 без пароля, 401 с неверным, 200 с верным.'),
  ].join('\n\n')
}

export function parallelWork(inputs: PublishingInputs): string {
  const threads = {
    'apache-windows': `Потоков Apache — ${code(`ThreadsPerChild ${webServerThreads(inputs)}`)}: запросы, которые ждут сеанса, не должны занять все.`,
    'apache-linux': `В настройке MPM (${code('/etc/apache2/mods-available/mpm_*.conf')}) ${code('MaxRequestWorkers')} не меньше ${webServerThreads(inputs)}: запросы, которые ждут сеанса, не должны занять все.`,
    iis: 'В пуле IIS один рабочий процесс (`maxProcesses` 1) и очередь не короче 1000 запросов.',
  }
  return [
    '## 10. Очередь и параллельные запросы',
    poolSizing(inputs),
    threads[inputs.web_server],
    ...(inputs.web_server === 'apache-linux'
      ? [
          onYourBuild(
            'Пул может считаться на каждый процесс Apache: следите за числом сеансов и лицензий под нагрузкой.',
          ),
        ]
      : []),
    verify('Приёмочная проверка 11: 50 одновременных запросов, все 200, без 406 и 500.'),
  ].join('\n\n')
}

export function firewall(inputs: PublishingInputs): string {
  return [
    '## 11. Межсетевой экран',
    'Открывается только порт 443. Порты кластера 1С (1540, 1541, 1560–1591) и порт 80 снаружи закрыты.',
    codeBlock(onWindows(inputs) ? 'bat' : 'sh', firewallLines(inputs).join('\n')),
    verify('Снаружи приёмочная проверка 1 даёт 401, проверка 8 не соединяется.'),
  ].join('\n\n')
}
