import { computed, ref, shallowRef } from 'vue'
import { ARTICLES_LIMIT } from '../../../server/contracts/ksup/price-stock-messages.ts'
import { admin } from '../../api/client.ts'
import { problemOf, type Problem } from '../../api/problem.ts'
import { plural, t } from '../../i18n/index.ts'
import { useReport, useTask } from '../../ui/use-report.ts'
import type { PriceStock } from '../types.ts'
import { readArticles, toggleArticle } from './article-list.ts'
import { groupsOf, isWaiting } from './price-view.ts'

/** The bench takes more than 1C does, so that its refusal can be seen. */
const MOST = 500

/** «Получить цены и остатки»: what is asked and what came. It outlives a change of the tab. */
export function usePrices() {
  const report = useReport()
  const { busy: confirming, run } = useTask()
  /** Code of КСУП of the contact; `null`: no prices of an agreement. */
  const contact = ref<string | null>(null)
  const text = ref('')
  const busy = ref(false)
  const problem = shallowRef<Problem | null>(null)
  const answer = shallowRef<PriceStock | null>(null)
  /** Articles whose other name a person accepts. */
  const accepted = ref<string[]>([])

  const articles = computed(() => readArticles(text.value))
  const ready = computed(() => articles.value.length > 0 && articles.value.length <= MOST)
  const tooMany = computed(() => articles.value.length > ARTICLES_LIMIT)
  const groups = computed(() => groupsOf(answer.value?.rows ?? []))
  const waiting = computed(() => groups.value.filter(isWaiting))

  /** Never queued: a time-out is shown, and the person asks again (section 6.8). */
  async function ask() {
    if (!ready.value || busy.value) return
    busy.value = true
    problem.value = null
    try {
      answer.value = await admin.call('ksup.priceStock', {
        body: { contact: contact.value, articles: articles.value },
      })
      accepted.value = []
    } catch (error) {
      // The former answer is of another moment: beside a refusal it would mislead.
      answer.value = null
      problem.value = problemOf(error)
    } finally {
      busy.value = false
    }
  }

  async function confirm() {
    const request = answer.value?.request
    if (request === undefined || accepted.value.length === 0) return
    const written = accepted.value
    const next = await run(() =>
      admin.call('ksup.confirmPrices', { params: { request }, body: { articles: written } }),
    )
    if (!next) return
    answer.value = next
    accepted.value = []
    report.success(plural('ksup.prices.confirmed', written.length))
  }

  function accept(article: string, yes: boolean) {
    accepted.value = accepted.value.filter((one) => one !== article).concat(yes ? [article] : [])
  }

  const toggle = (article: string) => (text.value = toggleArticle(text.value, article))

  /** What another screen wants to know the prices of. */
  function prepare(wanted: { contact?: string; article?: string }) {
    if (wanted.contact !== undefined) contact.value = wanted.contact
    if (wanted.article !== undefined && !articles.value.includes(wanted.article)) toggle(wanted.article)
  }

  const limitText = computed(() => t('ksup.prices.tooMany', { most: ARTICLES_LIMIT }))

  return {
    contact,
    text,
    articles,
    ready,
    tooMany,
    limitText,
    busy,
    problem,
    answer,
    groups,
    waiting,
    accepted,
    confirming,
    ask,
    confirm,
    accept,
    toggle,
    prepare,
  }
}

export type Prices = ReturnType<typeof usePrices>
