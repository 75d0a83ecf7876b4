import { siteProfiles, type CmlSiteProfileId } from '../../server/contracts/commerceml/site-profiles.ts'
import { chanceOf } from './random.ts'
import { checkAnswer, textOf } from './site-answers.ts'
import { account, openSite, pathOf, profileIds, type SiteBench } from './site-bench.ts'
import { stepsOf, type SiteRequest, type Step } from './site-requests.ts'
import type { FuzzTarget } from './target.ts'
import { exchange, type WireAnswer } from './wire.ts'

/** How often an import is asked again while it says `progress`. */
const POLLS = 5

const basics = {
  right: { Authorization: `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}` },
  wrong: { Authorization: 'Basic eDp5' },
  none: {},
} as const

/** What `checkauth` gave. */
interface Pass {
  cookie: string
  token: string
}

/** A client of one profile that sends what it is told. */
function clientOf(port: number, profileId: CmlSiteProfileId) {
  const profile = siteProfiles[profileId]
  let bytes = 0

  async function ask(
    target: string,
    mode: string,
    rest: Partial<SiteRequest>,
    cookie: string,
  ): Promise<WireAnswer | null> {
    const { method = 'GET', basic = 'right', body = new Uint8Array(0), cutAt = null } = rest
    bytes += body.length
    const headers = { ...basics[basic], ...(cookie !== '' && { Cookie: cookie }) }
    const answer = await exchange(port, { method, target, headers, body, cutAt })
    if (answer) checkAnswer(answer, profile, mode)
    return answer
  }

  return {
    bytes: () => bytes,
    async signIn(type: string): Promise<Pass> {
      const answer = await ask(`${pathOf(profileId)}?type=${type}&mode=checkauth`, 'checkauth', {}, '')
      const [, name = '', id = '', token = ''] = answer ? textOf(answer).split('\n') : []
      return { cookie: id === '' ? '' : `${name}=${id}`, token: token.replace('sessid=', '') }
    },
    async send(request: SiteRequest, own: Pass, other: Pass): Promise<void> {
      const { type, mode, filename, before, after } = request
      const cookie = { own: own.cookie, other: other.cookie, none: '', broken: `${own.cookie}x;;=` }[
        request.cookie
      ]
      const sessid = { own: own.token, none: '', broken: 'x'.repeat(32) }[request.sessid]
      const target = [
        `${pathOf(profileId)}${before}?type=${type}&mode=${mode}`,
        filename === null ? '' : `&filename=${filename}`,
        sessid === '' ? '' : `&sessid=${sessid}`,
        after,
      ].join('')
      for (let left = POLLS; left > 0; left--) {
        const answer = await ask(target, mode, request, cookie)
        if (mode !== 'import' || !answer || !textOf(answer).startsWith('progress')) return
      }
    },
  }
}

const typeOf = (steps: readonly Step[]): string => steps[0]?.[0]?.type ?? 'catalog'

/** Names of what was sent, for whoever reads a failure. */
const story = (steps: readonly Step[]): string =>
  steps
    .map((step) =>
      step
        .map(({ type, mode, filename, body }) => `${type} ${mode} ${filename} ${body.length} B`)
        .join(' | '),
    )
    .join('\n')

/**
 * The endpoint of the site over loopback HTTP: spoiled requests in sequences, some at once. Each is answered in time and as the
 * grammar of commerceml section 2.5 has it; nothing is logged as a defect, nothing is written outside the folder of uploads, and the
 * base is whole.
 * @param worker finds the thread of imports
 */
export function siteTarget(worker: () => Promise<string>): FuzzTarget {
  let bench: SiteBench | null = null
  return {
    name: 'site',
    async open() {
      bench = await openSite(await worker())
    },
    async round(seed) {
      const chance = chanceOf(seed)
      const client = clientOf(bench!.port, chance.one(profileIds))
      const steps = stepsOf(chance)
      await bench!.reset()
      try {
        const own = await client.signIn(typeOf(steps))
        const other = await client.signIn('sale')
        for (const step of steps) await Promise.all(step.map((request) => client.send(request, own, other)))
        await bench!.check()
      } catch (error) {
        throw new AggregateError([error, ...bench!.defects()], `after\n${story(steps)}`)
      }
      return client.bytes()
    },
    close: async () => bench?.close(),
  }
}
