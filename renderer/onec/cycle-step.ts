import { t } from '../i18n/index.ts'

const steps = ['ping', 'dictionaries', 'nomenclature', 'contragents', 'orders', 'versions', 'stock'] as const

/** Name of a step of the exchange cycle; one that this page does not know is shown as it is. */
export function cycleStep(step: string): string {
  const known = steps.find((name) => name === step)
  return known ? t(`onec.cycle.step.${known}`) : step
}
