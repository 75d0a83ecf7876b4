import type { Text } from '../../contracts/text.ts'
import { count, flag, names, type Errand, type ErrandResult } from '../../errands/errand.ts'
import type { Recorder } from '../../scenarios/recorder/recorder.ts'
import { Refusal } from '../../storage/refusal.ts'
import type { KnownScenario } from './library.ts'
import type { Played, Scenarios } from './service.ts'

/** Names that the history tells of those that did not hold. */
const MOST_TOLD = 5

const skipped = (ru: string, en: string): ErrandResult => ({ outcome: 'skipped', words: { ru, en } })

const nothingFits = (): Refusal =>
  new Refusal('SCENARIO-NONE', {
    ru: 'Выполнять нечего: сценариев с такими тегами нет. Измените задание.',
    en: 'There is nothing to run: no scenario has these tags. Change the errand.',
  })

/** Ids of the scenarios that are named and of those with one of the tags; of all when neither is given. */
function chosen(
  known: readonly KnownScenario[],
  named: readonly string[],
  tags: readonly string[],
): string[] {
  if (named.length === 0 && tags.length === 0) return known.map(({ id }) => id)
  const tagged = known.filter((one) => one.tags.some((tag) => tags.includes(tag))).map(({ id }) => id)
  return [...new Set([...named, ...tagged])]
}

function resultOf({ runs, basesRefused }: Played): ErrandResult {
  const of = (state: 'passed' | 'failed' | 'stopped') => runs.filter((run) => run.state === state)
  const [passed, failed, stopped] = [of('passed'), of('failed'), of('stopped')]
  const told = failed.slice(0, MOST_TOLD).map(({ scenario }) => scenario)
  const more = failed.length - told.length
  const words: Text =
    failed.length > 0
      ? {
          ru: `Не прошли: ${told.join(', ')}${more > 0 ? ` и ещё ${more}` : ''}.`,
          en: `Failed: ${told.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
        }
      : stopped.length > 0
        ? { ru: 'Прогон остановлен.', en: 'The run was stopped.' }
        : { ru: 'Все сценарии прошли.', en: 'All scenarios have passed.' }
  return {
    outcome: failed.length > 0 || basesRefused !== null ? 'failed' : stopped.length > 0 ? 'stopped' : 'ok',
    words: basesRefused
      ? { ru: `${words.ru} Базы: ${basesRefused.ru}`, en: `${words.en} Bases: ${basesRefused.en}` }
      : words,
    counts: [
      count('прошло', 'passed', passed.length),
      count('не прошло', 'failed', failed.length),
      count('не выполнено', 'not run', stopped.length),
    ],
  }
}

/** Scenarios that are played by themselves. */
export function scenarioErrands({
  scenarios,
  recorder,
}: {
  scenarios: Pick<Scenarios, 'library' | 'play'>
  recorder: Pick<Recorder, 'view'>
}): Errand[] {
  const { library } = scenarios
  return [
    {
      id: 'scenarios.run',
      title: { ru: 'Стенд: прогон сценариев', en: 'Bench: scenarios are played' },
      description: {
        ru: 'Выполняет названные сценарии и все с одним из тегов, а если не выбрано ничего, то все. Пока идут другие сценарии или запись, пропускается; если часы переводят, начинается после перевода.',
        en: 'Plays the named scenarios and all with one of the tags, or every scenario when nothing is chosen. Skipped while other scenarios or a recording go on; begins after a move of the clock.',
      },
      params: () => {
        const known = library.known()
        const tags = [...new Set(known.flatMap((one) => one.tags))].sort()
        return [
          names(
            'scenarios',
            { ru: 'Сценарии', en: 'Scenarios' },
            known.map(({ id, title }) => ({ value: id, label: { ru: title, en: title } })),
          ),
          names(
            'tags',
            { ru: 'Теги', en: 'Tags' },
            tags.map((value) => ({ value, label: { ru: value, en: value } })),
          ),
          flag('bringBack', { ru: 'потом вернуть прежние базы', en: 'bring the bases of before back' }, true),
        ]
      },
      // Each run has exchanges of its own to show.
      traffic: null,
      outlivesParts: true,
      async run(params, signal, run) {
        if (recorder.view().state !== 'idle')
          return skipped('Пропущено: идёт запись сценария.', 'Skipped: a scenario is being recorded.')
        await library.files()
        const ids = chosen(library.known(), params['scenarios'] as string[], params['tags'] as string[])
        if (ids.length === 0) throw nothingFits()
        const played = await scenarios.play(ids, {
          errand: run,
          bringBack: params['bringBack'] === true,
          signal,
        })
        return played
          ? resultOf(played)
          : skipped('Пропущено: уже выполняются другие сценарии.', 'Skipped: other scenarios are running.')
      },
    },
  ]
}
