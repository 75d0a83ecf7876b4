import { describe, expect, it } from 'vitest'
import { PublishingInputs, publishingWarnings } from '../../server/publishing/inputs.ts'

const messages = (value: unknown): string[] => {
  const read = PublishingInputs.safeParse(value)
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('inputs of the guide', () => {
  it('[PD-01][P-10] the host is enough: Apache 2.4, a server base and ReGate from an extension are the defaults', () => {
    expect(PublishingInputs.parse({ host: '1c.example.ru' })).toMatchObject({
      web_server: 'apache-windows',
      base_kind: 'server',
      services: [{ name: 'ReGate', rootUrl: 'regate', fromExtension: true }],
      user: 'restore',
      pool_size: 20,
      addresses: [],
    })
  })

  it.each([
    [{ host: '1c.example.ru', publication: 'торговля' }, /^publication: Имя публикации: латинские буквы/],
    [{ host: '1c.example.ru', publication: 'a/b' }, /^publication: /],
    [{ host: '1c.example.ru', publication: '../x' }, /^publication: /],
    [{ host: '1c.example.ru', platform_version: '8.3.27' }, /^platform_version: .*8\.3\.27\.1644/],
    [{ host: '1c.example.ru', platform_version: '8.2.19.130' }, /^platform_version: /],
    [{ host: '1c.example.ru', user: 're:store' }, /^user: .*двоеточие/],
    [{ host: 'https://1c.example.ru' }, /^host: .*без https/],
    [{ host: '10.0.0.1' }, /^host: .*не адрес IP/],
    [{}, /^host: Имя узла: нужна строка/],
    [{ host: '1c.example.ru', base: 'a\nb' }, /^base: .*переводы строк/],
    [{ host: '1c.example.ru', base: '' }, /^base: Имя базы: укажите/],
    [{ host: '1c.example.ru', base_kind: 'file' }, /^folder: Каталог файловой базы: укажите/],
    [{ host: '1c.example.ru', base_kind: 'file', folder: 'D:\\a"b' }, /^folder: .*путях Windows/],
    [{ host: '1c.example.ru', services: [] }, /^services: .*хотя бы один/],
    [{ host: '1c.example.ru', services: [{ name: 'Re Gate', rootUrl: 'regate' }] }, /^services\.0\.name: /],
    [{ host: '1c.example.ru', services: [{ name: 'ReGate', rootUrl: 'a/b' }] }, /^services\.0\.rootUrl: /],
    [{ host: '1c.example.ru', addresses: ['10.0.0.300'] }, /^addresses\.0: .*203\.0\.113/],
    [{ host: '1c.example.ru', pool_size: 0 }, /^pool_size: .*не меньше 1/],
    [{ host: '1c.example.ru', pool_size: 2.5 }, /^pool_size: .*целое/],
    [{ host: '1c.example.ru', web_server: 'nginx' }, /^web_server: .*apache-windows, apache-linux, iis/],
  ])('%j is refused in Russian with the remedy', (value, message) => {
    const said = messages(value)
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(message)
  })

  it('names a service that stands twice', () => {
    const services = [
      { name: 'ReGate', rootUrl: 'regate' },
      { name: 'Other', rootUrl: 'regate' },
    ]
    expect(messages({ host: 'h', services })).toEqual([
      'services.1.rootUrl: Сервисы: «regate» указан дважды, оставьте один',
    ])
  })

  it('[PD-05] has no place for a password', () => {
    expect(messages({ host: 'h', password: 's3cret' })).toEqual([
      ': Лишние поля: password. Пароли и прочие сведения в инструкцию не передаются',
    ])
  })

  it.each([
    [{ user: 'Обмен' }, 'user', /не только латиницу/],
    [{ pool_size: 10 }, 'pool_size', /рабочие очереди/],
    [{ cert_source: 'self-signed' }, 'cert_source', /только для стенда/],
    [{ base_kind: 'file', folder: 'D:\\base' }, 'base_kind', /на сервер 1С/],
    [{ bitness: '32' }, 'bitness', /32-разрядный веб-сервер/],
  ])('[P-08][PD-06] %j is allowed with advice', (value, field, message) => {
    const warnings = publishingWarnings(PublishingInputs.parse({ host: 'h', ...value }))
    expect(warnings).toEqual([{ field, message: expect.stringMatching(message) }])
  })

  it('has no advice about the defaults', () => {
    expect(publishingWarnings(PublishingInputs.parse({ host: 'h' }))).toEqual([])
  })
})
