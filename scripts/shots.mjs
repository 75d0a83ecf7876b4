import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { browserExecutable, browserFlags } from './browser.mjs'
import { buildWhenStale } from './build.mjs'
import { root } from './project.mjs'
import { removeFolder, serve, temporaryFolder } from './served-bench.mjs'

/**
 * `npm run shots`: every screen of a demo workspace in which the story of the product has been played, in both themes, both
 * languages and two sizes, as PNG files in a temporary folder. Arguments: parts of names that are wanted (`journal dark`).
 */

const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
]
const wanted = process.argv.slice(2)

await buildWhenStale()
const workspace = await temporaryFolder('workspace')
const bench = await serve(workspace)
const folder = await temporaryFolder('shots')
const browser = await chromium.launch({ executablePath: browserExecutable(), args: browserFlags })
try {
  const { order, entry } = await playStory()
  const booked = await playPurchases()
  await playNode()
  const ksup = await playKsup()
  await playProxy()
  const { id: file } = await call('POST', '/explorer/open', {
    path: join(root, 'fixtures/commerceml/import.xml'),
  })
  const screens = {
    overview: '/',
    journal: '/journal',
    'journal-entry': `/journal/${entry}`,
    'journal-query': '/journal?q=status%3A%3E%3D400%20side%3A1c',
    proxy: '/proxy/branch',
    'proxy-side': '/proxy/ksup.onec',
    compare: `/compare?left=entry%3A${entry - 1}%2Fresponse&right=entry%3A${entry}%2Fresponse`,
    replay: '/replay',
    mappings: '/mappings',
    'mappings-delivery': '/mappings/delivery_method',
    site: '/site',
    'site-order': `/site/${order}`,
    account: '/site/account',
    onec: '/onec',
    'onec-order': `/onec/${order}`,
    invoice: '/invoice',
    'invoice-order': `/invoice/order:${order}`,
    'invoice-manual': '/invoice/manual',
    'invoice-profiles': '/invoice/profiles',
    'invoice-qr': '/invoice/qr/make',
    'invoice-requisites': '/invoice/qr/requisites',
    validator: '/validator',
    'enterprise-items': '/enterprises/kolos/items',
    'enterprise-clients': '/enterprises/kolos/clients',
    'enterprise-order': `/enterprises/kolos/orders/${booked}`,
    'enterprise-payments': '/enterprises/kolos/payments',
    'enterprise-bank': '/enterprises/kolos/bank',
    'enterprise-refunds': '/enterprises/kolos/refunds',
    'restore-method': '/restore/method',
    'restore-purchase': '/restore/purchase',
    'restore-load': '/restore/load',
    queue: '/queue',
    'cml-node': '/cml-node/site',
    'cml-node-settings': '/cml-node/site/settings',
    'cml-node-items': '/cml-node/site/items',
    'cml-node-orders': '/cml-node/site/orders',
    'cml-node-faults': '/cml-node/site/faults',
    'cml-site': '/cml-site',
    'cml-site-catalogue': '/cml-site/catalogue',
    'cml-site-orders': '/cml-site/orders',
    'cml-site-settings': '/cml-site/settings',
    explorer: '/explorer',
    'explorer-file': `/explorer/${file}`,
    'explorer-findings': `/explorer/${file}/findings`,
    'ksup-deals': '/ksup/deals',
    'ksup-deal': `/ksup/deals/${ksup.deal}`,
    'ksup-contacts': '/ksup/contacts',
    'ksup-contact': `/ksup/contacts/${ksup.contact}`,
    'ksup-items': '/ksup/items',
    'ksup-prices': '/ksup/prices',
    'ksup-notifications': '/ksup/notifications',
    'ksup-onec-orders': '/ksup-onec/orders',
    'ksup-onec-order': `/ksup-onec/orders/${ksup.order}`,
    'ksup-onec-shipment': `/ksup-onec/shipments/${ksup.shipment}`,
    'ksup-onec-payments': '/ksup-onec/payments',
    'ksup-onec-receipts': '/ksup-onec/receipts',
    'ksup-onec-counterparty': `/ksup-onec/counterparties/${ksup.counterparty}`,
    'ksup-onec-items': '/ksup-onec/items',
    'ksup-onec-cards': '/ksup-onec/cards',
    'ksup-onec-operator': '/ksup-onec/operator',
    'ksup-exchange': '/ksup-exchange',
    'ksup-exchange-outbox': '/ksup-exchange/outbox',
    'ksup-exchange-message': `/ksup-exchange/outbox/${ksup.message}`,
    'ksup-exchange-inbox': '/ksup-exchange/inbox',
    'ksup-exchange-settings': '/ksup-exchange/settings',
    'ksup-conditions': '/ksup-conditions',
    'publishing-api': '/publishing/api',
    'publishing-guide': '/publishing/guide',
    'publishing-tls': '/publishing/tls',
    settings: '/settings',
  }
  for (const theme of ['light', 'dark'])
    for (const locale of ['ru', 'en'])
      for (const viewport of sizes) {
        const page = await browser.newPage({ viewport, timezoneId: 'Europe/Moscow' })
        await page.addInitScript(([theme, locale]) => {
          localStorage.setItem('obmen.theme', theme)
          localStorage.setItem('obmen.locale', locale)
        }, /** @type {const} */ ([theme, locale]))
        for (const [name, route] of Object.entries(screens)) {
          const file = `${name}-${theme}-${locale}-${viewport.width}.png`
          if (!wanted.every((part) => file.includes(part))) continue
          await page.goto(`${bench.address}/#${route}`)
          await page.getByRole('main').waitFor()
          // Live events keep the network busy for ever; drawing settles within this.
          await page.waitForTimeout(700)
          await page.screenshot({ path: join(folder, file) })
        }
        await page.close()
      }
  console.log(folder)
} finally {
  await browser.close()
  await bench.stop()
  await removeFolder(workspace)
}

/** An order is placed, taken by 1C, returned and so invoiced; the demo's own order is refused for its unmapped delivery method. */
async function playStory() {
  const { order_id } = await call('POST', '/site/orders', await call('GET', '/site/draft'))
  await call('POST', '/onec/exchange')
  await call('POST', `/onec/orders/${order_id}/return`)
  const { rows } = await call('GET', '/journal?limit=1')
  return { order: order_id, entry: rows[0].id }
}

/** A full session of the exchange node against the site of the bench. */
async function playNode() {
  const { id } = await call('POST', '/cml/onec/nodes/site/run', { kind: 'all', full: true })
  for (;;) {
    const { state } = await call('GET', `/cml/onec/runs/${id}`)
    if (state !== 'running') return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** Purchases at an enterprise, one of them returned, a load of a few clients, a statement with payments of every kind. */
async function playPurchases() {
  await call('POST', '/restore/purchase', { target: 'kolos', refund: true })
  const { order_id } = await call('POST', '/restore/purchase', { target: 'kolos' })
  await call('POST', '/restore/load', { enterprise: 'kolos', clients: 4, purchases: 3 })
  const statement = await readFile(join(root, 'fixtures/bank/statement.windows-1251.txt'))
  await call('POST', '/regate/kolos/bank/statements', {
    name: 'kl_to_1c.txt',
    base64: statement.toString('base64'),
  })
  return order_id
}

/** Links between real systems, for which sides of this bench stand; one is the link of a side, one leads to nobody. */
async function playProxy() {
  const site = `${bench.address}/site`
  const common = { from: 'onec', to: 'site', mode: 'forward', insecure: false }
  await call('PUT', '/proxy', {
    links: [
      { ...common, id: 'shop', name: 'Магазин', address: site },
      {
        ...common,
        id: 'branch',
        name: 'Интернет-магазин «Садовод-Подмосковье», обмен с управлением торговлей филиала',
        address: `${site}/bitrix/admin/1c_exchange.php`,
        mode: 'fallback',
      },
      {
        ...common,
        id: 'down',
        name: 'Склад (выключен)',
        address: 'http://127.0.0.1:9',
        from: 'restore',
        to: 'onec',
      },
    ],
  })
  const settings = await call('GET', '/ksup/settings')
  await call('PUT', '/ksup/settings', {
    settings: { ...settings, onec: { ...settings.onec, mode: 'proxied', address: `${bench.address}/onec` } },
    passwords: {},
  })
  for (const path of ['shop/api/1c/v1/ping', 'branch?type=catalog&mode=checkauth', 'down/hs/regate/ping'])
    await (await fetch(`${bench.address}/proxy/${path}`)).arrayBuffer()
  await call('POST', '/ksup/ping')
}

/** Two orders reach КСУП, one of them is shipped, paid and closed; money without an order, a receipt, a refused deal. */
async function playKsup() {
  const { rows } = await call('GET', '/ksup-onec/documents?kind=order')
  const [first, second, third] = [8101, 8102, 8106].map((deal) =>
    rows.find((/** @type {{ deal_numbers: number[] }} */ row) => row.deal_numbers.includes(deal)),
  )
  for (const { ref } of [first, second])
    await call('POST', `/ksup-onec/documents/${ref}/act`, { action: 'post' })
  /** @type {string[]} */
  const made = []
  for (const kind of ['shipment', 'payment']) {
    const draft = await call('GET', `/ksup-onec/documents/${first.ref}/draft?kind=${kind}`)
    made.push((await call('POST', '/ksup-onec/documents', { ...draft, post: true })).ref)
  }
  await call('POST', `/ksup-onec/documents/${first.ref}/act`, { action: 'close' })
  const { data } = await call('GET', `/ksup-onec/documents/${third.ref}`)
  const refused = await call('POST', '/ksup-onec/documents', {
    kind: 'order',
    post: true,
    data: { ...data, deal_number: 9999 },
  })
  await call('POST', '/ksup-onec/documents', {
    kind: 'payment',
    post: true,
    data: {
      date: '2026-11-26',
      counterparty: null,
      payer: 'ИП Неизвестный Константин Сергеевич',
      shares: [{ order: null, amount: 1_234_500 }],
    },
  })
  const cards = await call('GET', '/ksup-onec/cards')
  const { owner, code: card } = cards.find((/** @type {{ owner: object | null }} */ { owner }) => owner)
  const { article, name } = data.rows[0]
  await call('POST', '/ksup-onec/documents', {
    kind: 'receipt',
    post: true,
    data: {
      date: '2026-11-26T10:00:00',
      operation: 'sale',
      card,
      rows: [{ article, name, quantity: 2000, price: 89_000, amount: 178_000 }],
    },
  })
  const contacts = await call('GET', '/ksup/contacts?link=unlinked')
  const contact = contacts.rows[0].code_ksup
  await call('POST', `/ksup/contacts/${contact}/tasks`, {
    title: 'Согласовать заказ',
    active: true,
    has_order: true,
  })
  const parked = await call('GET', `/outbox/onec/messages?object=${refused.ref}`)
  return {
    deal: 8101,
    contact,
    order: second.ref,
    shipment: made[0],
    counterparty: owner.ref,
    message: parked.rows[0].id,
  }
}

/**
 * @param {string} method
 * @param {string} path below /api
 * @param {unknown} [body]
 */
async function call(method, path, body) {
  const answer = await fetch(`${bench.address}/api${path}`, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}
