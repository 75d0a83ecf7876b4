import type { Text } from '../../contracts/text.ts'
import type { PlannedStep } from './model.ts'

/**
 * What a site says at `init` of the files that it takes (commerceml section 3.1), and what the recorded session sends whatever
 * it says: its parts were cut and packed by what the site of then had said.
 */
export interface SentParts {
  /** Bytes of the largest request with a part of a file. */
  largest: number
  /** Some file goes packed. */
  packed: boolean
}

const isFile = ({ operation }: Pick<PlannedStep, 'operation'>): boolean =>
  operation?.endsWith('.file') ?? false

export function partsOf(steps: readonly PlannedStep[]): SentParts {
  const files = steps.filter(isFile)
  return {
    largest: Math.max(0, ...files.map(({ requestBytes }) => requestBytes)),
    packed: files.some(({ url }) => /[?&]filename=[^&]*\.zip(?:&|$)/i.test(url)),
  }
}

const fits = (ru: string, en: string): { expected: boolean; reason: Text } => ({
  expected: true,
  reason: { ru, en },
})
const breaks = (ru: string, en: string): { expected: boolean; reason: Text } => ({
  expected: false,
  reason: { ru, en },
})

/** Whether other terms of today matter for the parts that are sent. */
export function fitOf(
  name: 'file_limit' | 'zip',
  now: string | null,
  { largest, packed }: SentParts,
): { expected: boolean; reason: Text } {
  if (name === 'zip')
    return packed && now?.trim().toLowerCase() !== 'yes'
      ? breaks(
          'сегодня сайт не принимает архивы, а файлы записи упакованы: они уйдут как есть',
          'the site takes no archives today, and the recorded files are packed: they go as they are',
        )
      : fits(
          packed ? 'сегодня сайт принимает архивы' : 'файлы записи идут без архива, сайт их примет',
          packed ? 'the site takes archives today' : 'the recorded files are not packed, the site takes them',
        )
  const limit = Number(now)
  // Bitrix says 0 where there is no limit.
  return limit > 0 && largest > limit
    ? breaks(
        `части записи до ${largest} байт, сегодня сайт принимает до ${limit}: они уйдут как есть`,
        `recorded parts have up to ${largest} bytes, today the site takes up to ${limit}: they go as they are`,
      )
    : fits(
        `части записи до ${largest} байт помещаются`,
        `the recorded parts have up to ${largest} bytes and fit`,
      )
}
