/** A choice of a select; a type, because Naive UI wants its options open to other members. */
export type Option = { label: string; value: string }

/**
 * Choices of a dictionary for a field that holds an identifier. A value that is not in the dictionary (an old order, an
 * unmapped name) stays choosable, so that opening a form never changes it.
 */
export function optionsOf(
  items: readonly { id: string; name: string }[] | undefined,
  current: string | null | undefined,
): Option[] {
  const options = (items ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return current && !options.some(({ value }) => value === current)
    ? [{ value: current, label: current }, ...options]
    : options
}

/** The same for a field that holds the name itself, as cities and payment methods travel. */
export function namedOptions(
  items: readonly { id: string; name: string }[] | undefined,
  current: string | null | undefined,
): Option[] {
  const byId = items?.some(({ id }) => id === current)
  return byId
    ? optionsOf(items, current)
    : optionsOf(
        items?.map(({ name }) => ({ id: name, name })),
        current,
      )
}
