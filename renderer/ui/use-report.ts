import { NButton, useMessage, useNotification } from 'naive-ui'
import { h, ref } from 'vue'
import { problemOf, type Problem } from '../api/problem.ts'
import { t } from '../i18n/index.ts'
import ProblemText from './ProblemText.vue'

/** Tells a person what happened. Call it in the setup of a component below the providers. */
export function useReport() {
  const notification = useNotification()
  const message = useMessage()

  function failure(problem: Problem) {
    notification.error({
      title: t(`problem.${problem.kind}.title`),
      content: () => h(ProblemText, { problem }),
      duration: 10_000,
      keepAliveOnHover: true,
    })
  }

  function success(sentence: string) {
    message.success(sentence)
  }

  /** A result with something to go on to. */
  function outcome(
    type: 'success' | 'warning' | 'error',
    title: string,
    content: string,
    next?: { label: string; run(): void },
  ) {
    const shown = notification[type]({
      title,
      content: () => h('div', { style: 'white-space: pre-line' }, content),
      duration: type === 'success' ? 4000 : 7000,
      keepAliveOnHover: true,
      action: next
        ? () =>
            h(
              NButton,
              {
                text: true,
                type: 'primary',
                onClick: () => {
                  next.run()
                  shown.destroy()
                },
              },
              { default: () => next.label },
            )
        : undefined,
    })
  }

  return { failure, success, outcome }
}

/** Runs calls one at a time with a busy flag; a refusal is shown, and the result is then `undefined`. */
export function useTask() {
  const report = useReport()
  const busy = ref(false)

  async function run<T>(work: () => Promise<T>, success?: string): Promise<T | undefined> {
    if (busy.value) return undefined
    busy.value = true
    try {
      const result = await work()
      if (success) report.success(success)
      return result
    } catch (error) {
      report.failure(problemOf(error))
      return undefined
    } finally {
      busy.value = false
    }
  }

  return { busy, run }
}
