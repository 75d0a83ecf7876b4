import { moduleBlock, apacheConfig } from '../apache.ts'
import { applicationPool, webConfig } from '../iis.ts'
import type { PublishingInputs } from '../inputs.ts'
import { bullets, code, codeBlock, numbered, onYourBuild, verify } from '../markdown.ts'
import { apacheConfiguration, apacheFile, onWindows, platformFolder, publicationFolder } from '../places.ts'
import { SESSION_SECONDS, defaultVrd } from '../vrd.ts'
import { webinstBatch, webinstPowerShell, webinstShell } from '../webinst.ts'
import { serverName } from './configuration.ts'

/** Steps on the web server: installing it and publishing (publishing sections 5-8). */

const INSTALL = {
  'apache-windows': () => [
    numbered([
      'Скачайте сборку Apache 2.4 для Windows той же разрядности, распакуйте в `C:\\Apache24`, поставьте распространяемый пакет Visual C++, который называет сборка.',
      'В консоли администратора: `C:\\Apache24\\bin\\httpd.exe -k install -n Apache2.4`.',
      'В `C:\\Apache24\\conf\\httpd.conf` удалите строку `Listen 80`; строка `Include conf/extra/httpd-ssl.conf` остаётся выключенной.',
      'Службе Apache дайте чтение каталога публикации и каталога программ платформы.',
    ]),
    verify('`sc query Apache2.4` показывает службу. Запуск — после настройки TLS, до неё слушать нечего.'),
  ],
  'apache-linux': () => [
    numbered([
      'Debian, Ubuntu, Astra: `sudo apt-get install apache2`. В РЕД ОС и других с `httpd` пути другие: `/etc/httpd/conf.d`, служба `httpd`.',
      'Включите TLS: `sudo a2enmod ssl socache_shmcb`.',
      'В `/etc/apache2/ports.conf` удалите строку `Listen 80`; `Listen 443` там уже есть. Выключите сайт по умолчанию: `sudo a2dissite 000-default`.',
    ]),
    verify('`apache2ctl configtest` отвечает `Syntax OK`.'),
  ],
  iis: () => [
    'Windows Server, PowerShell от имени администратора (на Windows 10/11 — те же компоненты в «Компонентах Windows»):',
    codeBlock(
      'powershell',
      'Install-WindowsFeature Web-Server, Web-ISAPI-Ext, Web-ISAPI-Filter, Web-Mgmt-Console',
    ),
    verify('`Get-WindowsFeature Web-ISAPI-Ext` показывает `Installed`.'),
  ],
} satisfies Record<PublishingInputs['web_server'], () => string[]>

export function installation(inputs: PublishingInputs): string {
  return [`## 6. Веб-сервер: ${serverName(inputs)}`, ...INSTALL[inputs.web_server]()].join('\n\n')
}

function filePermissions(inputs: PublishingInputs): string[] {
  if (inputs.base_kind !== 'file') return []
  const who = {
    'apache-windows': 'Учётной записи службы Apache',
    'apache-linux': 'Пользователю, под которым работает Apache (`www-data`),',
    iis: `Учётной записи пула ${code(`IIS AppPool\\${applicationPool(inputs)}`)}`,
  }
  return [
    `База файловая. ${who[inputs.web_server]} дайте право изменения каталога ${code(inputs.folder)}.`,
    ...(inputs.web_server === 'apache-linux'
      ? [
          onYourBuild(
            'Файловой базе на Linux спокойнее с `mpm_prefork` и Apache, который работает под владельцем файлов базы.',
          ),
        ]
      : []),
  ]
}

/** Three routes to the same state (PD-02). */
export function publication(inputs: PublishingInputs): string {
  const folder = publicationFolder(inputs)
  const scripts = onWindows(inputs)
    ? [
        `${code('publish.bat')} (командная строка администратора):`,
        codeBlock('bat', webinstBatch(inputs)),
        `или ${code('publish.ps1')} (PowerShell администратора):`,
        codeBlock('powershell', webinstPowerShell(inputs)),
      ]
    : [`${code('publish.sh')}:`, codeBlock('sh', webinstShell(inputs))]
  const byHand =
    inputs.web_server === 'iis'
      ? `Скопируйте ${code('default.vrd')} и ${code('web.config')} в ${code(folder)} и выполните ${code('setup-iis.ps1')} из следующего раздела.`
      : `Скопируйте ${code('default.vrd')} в ${code(folder)} и подключите ${code(apacheFile(inputs))} из следующего раздела: в нём есть и модуль, и публикация.`
  return [
    '## 7. Публикация',
    'Публикуются только названные HTTP-сервисы. Веб-клиент, SOAP и OData выключены: «публиковать всё» открыло бы сервисы каждого подключённого расширения.',
    `### Дескриптор ${code('default.vrd')}`,
    codeBlock('xml', defaultVrd(inputs)),
    bullets([
      `${code('base')} равен имени в адресе; ${code('name')} — имя метаданных, ${code('rootUrl')} — часть адреса.`,
      `${code('sessionMaxAge')} — ${SESSION_SECONDS.idle} с жизни свободного сеанса, ${code('poolTimeout')} — ${SESSION_SECONDS.wait} с ожидания сеанса.`,
      '**`Usr=` и `Pwd=` в `ib` не пишите**: с ними сервис открыт без пароля.',
      'Дескриптор читается при каждом запросе, перезапускать веб-сервер ради него не нужно. Кодировка UTF-8 без BOM.',
      '`standardOdata` пишется с малой «d», иначе платформа его не узнаёт.',
    ]),
    onYourBuild(
      '`enable="false"` у `point` выключает веб-клиент; если с ним перестали отвечать и HTTP-сервисы, уберите этот атрибут.',
    ),
    onYourBuild(
      'Если сервис из расширения с явной строкой `service` отвечает 404, поставьте `publishExtensionsByDefault="true"`; если 500 — сверьте `name` с именем метаданных.',
    ),
    '### Способ 1: webinst',
    '`webinst` переписывает `default.vrd` целиком, поэтому публикация идёт по готовому дескриптору (`-descriptor`), а затем файл из комплекта кладётся на место. Ключ `-osauth` не нужен.',
    ...scripts,
    ...(inputs.web_server === 'iis'
      ? []
      : [
          `После публикации в ${code(apacheConfiguration(inputs))} должна остаться ровно одна строка ${code('LoadModule _1cws_module')}: повторные публикации её удваивают или теряют. Нужная строка:`,
          codeBlock('apache', moduleBlock(inputs)),
          'Один Apache загружает один модуль: для двух версий платформы нужны два Apache.',
        ]),
    '### Способ 2: Конфигуратор',
    `Конфигуратор от имени администратора → «Администрирование» → «Публикация на веб-сервере»: имя ${code(inputs.publication)}, каталог ${code(folder)}, веб-сервер ${serverName(inputs)}; отмечен только нужный HTTP-сервис, «Публиковать по умолчанию», «Веб-сервисы», «OData» и «Тонкий и веб-клиент» сняты. Затем замените ${code('default.vrd')} файлом из комплекта.`,
    '### Способ 3: вручную',
    byHand,
    ...filePermissions(inputs),
    verify(
      `В ${code(folder)} лежит ${code('default.vrd')} из комплекта; модуль ${code(platformFolder(inputs))} той же версии, что сервер 1С. Ответ сервиса — после TLS, приёмочные проверки 1–3.`,
    ),
  ].join('\n\n')
}

/** Files that set the web server up, shown whole. */
export function serverFiles(inputs: PublishingInputs): string[] {
  if (inputs.web_server === 'iis') return [`Файл ${code('web.config')}:`, codeBlock('xml', webConfig(inputs))]
  return [`Файл ${code(apacheFile(inputs))}:`, codeBlock('apache', apacheConfig(inputs))]
}
