import { describe, expect, it } from 'vitest'
import { goodsXml, offersXml, startSite, type TestSite } from './cml-site-bench.ts'

type Session = Awaited<ReturnType<TestSite['signIn']>>

const HOUR_MS = 3_600_000
const done = 'success\nДеактивация элементов завершена.'
const none = { added: 0, changed: 0, unchanged: 0, deactivated: 0, deleted: 0, skipped: 0 }

/** What line 5 of `checkauth` says. */
const timestampOf = ({ lines }: Session): string => lines[4]!.replace('timestamp=', '')

async function send(session: Session, files: Record<string, string>): Promise<void> {
  await session.init()
  for (const [name, xml] of Object.entries(files)) {
    await session.put(name, xml)
    expect((await session.import(name)).text).toMatch(/^success/)
  }
}

const deactivate = async (session: Session, timestamp = timestampOf(session)): Promise<string> =>
  (await session.ask(`mode=deactivate&timestamp=${timestamp}`)).text

async function shownItems({ catalogue }: TestSite): Promise<string[]> {
  const { rows } = await catalogue.items({ state: 'active', sort: 'position', offset: 0, limit: 100 })
  return rows.map(({ id }) => id)
}

/** A site with five goods and their offers, an hour ago. What a full export leaves out stays, so that only `deactivate` hides. */
async function aFilledSite(): Promise<TestSite> {
  const bench = await startSite({ profile: 'bitrix', missing: 'nothing' })
  const session = await bench.signIn('catalog')
  await send(session, { 'import.xml': goodsXml({ items: 5 }), 'offers.xml': offersXml(5) })
  bench.later(HOUR_MS)
  return bench
}

describe('deactivate', () => {
  it('[C §3.1 deactivate] hides goods and offers that were not mentioned since the timestamp', async () => {
    const bench = await aFilledSite()
    const session = await bench.signIn('catalog')
    await send(session, { 'import.xml': goodsXml({ items: 3 }), 'offers.xml': offersXml(2) })
    expect(await deactivate(session)).toBe(done)
    expect(await shownItems(bench)).toEqual(['i-1', 'i-2', 'i-3'])
    const offers = await Promise.all(
      [1, 2, 3, 4, 5].map(async (n) => (await bench.catalogue.offerRecord(`i-${n}`))?.deleted),
    )
    expect(offers).toEqual([false, false, true, true, true])
  })

  it('[C §3.1 deactivate] is a report with counts and rows among those of imports', async () => {
    const bench = await aFilledSite()
    const session = await bench.signIn('catalog')
    await send(session, { 'import.xml': goodsXml({ items: 3 }) })
    await deactivate(session)
    const [report] = await bench.catalogue.imports(1)
    expect(report).toMatchObject({ file: 'mode=deactivate', outcome: 'done' })
    expect(report!.counts).toEqual({ item: { ...none, unchanged: 3, deactivated: 2 } })
    const { rows, total } = await bench.catalogue.importRows(report!.id, { offset: 0, limit: 10 })
    expect(total).toBe(2)
    expect(rows.map(({ id, what }) => `${what} ${id}`)).toEqual(['deactivated i-4', 'deactivated i-5'])
    expect(rows[0]!.reason?.ru).toBe('Не упомянуто в обмене: скрыто командой deactivate.')
  })

  it('[C §3.1 deactivate] all portions count, in whichever session they came', async () => {
    const bench = await aFilledSite()
    const first = await bench.signIn('catalog')
    await send(first, { 'import.xml': goodsXml({ items: 2 }) })
    bench.later(60_000)
    // A portion that is not the first is one of changes; goods that come as they were are mentioned all the same.
    const second = await bench.signIn('catalog')
    await send(second, { 'import.xml': goodsXml({ items: 1, from: 4, changesOnly: true }) })
    expect(await deactivate(second, timestampOf(first))).toBe(done)
    expect(await shownItems(bench)).toEqual(['i-1', 'i-2', 'i-4'])
  })

  it('[C §3.1 deactivate] what is hidden comes back with its next mention, and is hidden once', async () => {
    const bench = await aFilledSite()
    const session = await bench.signIn('catalog')
    await send(session, { 'import.xml': goodsXml({ items: 1 }) })
    await deactivate(session)
    await deactivate(session)
    expect((await bench.catalogue.imports(1))[0]!.counts).toEqual({ item: { ...none, unchanged: 1 } })
    await send(session, { 'import.xml': goodsXml({ items: 5, changesOnly: true }) })
    expect(await deactivate(session)).toBe(done)
    expect(await shownItems(bench)).toHaveLength(5)
  })

  it('[C §3.1 deactivate] an exchange of goods alone hides no offers, one without any hides nothing', async () => {
    const bench = await aFilledSite()
    const empty = await bench.signIn('catalog')
    expect(await deactivate(empty)).toBe(done)
    expect(await shownItems(bench)).toHaveLength(5)
    const session = await bench.signIn('catalog')
    await send(session, { 'import.xml': goodsXml({ items: 5 }) })
    await deactivate(session)
    expect((await bench.catalogue.offerRecord('i-5'))?.deleted).toBe(false)
  })

  it('[C §3.1 deactivate] one that takes longer than a step says progress, and is done once', async () => {
    const bench = await aFilledSite()
    const session = await bench.signIn('catalog')
    await send(session, { 'import.xml': goodsXml({ items: 1 }) })
    const before = (await bench.catalogue.imports()).length
    bench.set({ stepMs: 0 })
    let answer = await deactivate(session)
    for (let left = 500; left > 0 && answer !== done; left--) {
      expect(answer).toMatch(/^progress\n\S/)
      answer = await deactivate(session)
    }
    expect(answer).toBe(done)
    expect(await bench.catalogue.imports()).toHaveLength(before + 1)
    expect(await shownItems(bench)).toEqual(['i-1'])
  })

  it('[C §3.1 deactivate] a refused file mentions nothing', async () => {
    const bench = await aFilledSite()
    const session = await bench.signIn('catalog')
    await session.init()
    await session.put('import.xml', goodsXml({ items: 1 }).replace('</КоммерческаяИнформация>', ''))
    expect((await session.import('import.xml')).text).toMatch(/^failure/)
    await deactivate(session)
    expect(await shownItems(bench)).toHaveLength(5)
  })

  it('[C §3.1 deactivate] a timestamp that is none: failure with a reason, nothing is hidden', async () => {
    const bench = await aFilledSite()
    const session = await bench.signIn('catalog')
    await send(session, { 'import.xml': goodsXml({ items: 1 }) })
    for (const timestamp of ['', 'yesterday', '-1', '1e9'])
      expect(await deactivate(session, timestamp)).toMatch(/^failure\nОшибка деактивации элементов\.\n\S/)
    expect(await shownItems(bench)).toHaveLength(5)
  })
})
