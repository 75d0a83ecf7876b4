import { computed, ref, type Ref } from 'vue'

/** Where a part of the form says what it is: `number`, `seller.name`, `lines.<key>`. */
const PART = '[data-part]'

/**
 * What is missing is shown where a person has been already: a form that is red before anything was typed says nothing.
 * @param faults paths of all that is missing or wrong
 * @param begun somebody has worked on the form before
 */
export function useVisited(faults: Readonly<Ref<ReadonlySet<string>>>, begun: boolean) {
  const everything = ref(begun)
  const visited = ref<ReadonlySet<string>>(new Set())

  const isVisited = (path: string) =>
    everything.value || [...visited.value].some((part) => path === part || path.startsWith(`${part}.`))
  const shown = computed<ReadonlySet<string>>(() => new Set([...faults.value].filter(isVisited)))

  const partOf = (at: EventTarget | null) => (at instanceof Element ? at.closest<HTMLElement>(PART) : null)

  /** For `focusout` of the form. Going on within one part leaves nothing. */
  function leave({ target, relatedTarget }: FocusEvent) {
    const part = partOf(target)
    const name = part?.dataset['part']
    if (name !== undefined && part !== partOf(relatedTarget))
      visited.value = new Set([...visited.value, name])
  }

  function forget() {
    everything.value = false
    visited.value = new Set()
  }

  return { shown, leave, showAll: () => (everything.value = true), forget }
}
