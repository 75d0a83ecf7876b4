import type { EnterpriseSettings } from '../storage/document-schema.ts'
import { EnterpriseSettings as Schema } from '../storage/document-schema.ts'
import type { DocumentStore } from '../storage/document.ts'
import { Refusal } from '../storage/refusal.ts'
import type { RegateDemoData } from '../../mocks/regate/demo.ts'
import type { Regate } from '../../mocks/regate/regate.ts'
import type { EnterpriseAccounts } from './accounts.ts'

/** The enterprises of the workspace: what their settings, their bases and their accounts have to do together. */
export interface Enterprises {
  list(): readonly EnterpriseSettings[]
  /** @throws Refusal `REGATE-ENTERPRISE-UNKNOWN` */
  settings(id: string): EnterpriseSettings
  /**
   * @param demo the base it starts with, by its id; `null`: empty
   * @throws Refusal `REGATE-ENTERPRISE-TAKEN`, `REGATE-DEMO-UNKNOWN`
   */
  add(enterprise: { id: string; name: string; demo: string | null }): Promise<void>
  /** The settings of an enterprise, all of them; its id stays. */
  save(id: string, settings: Omit<EnterpriseSettings, 'id'>): Promise<void>
  /** Takes the enterprise off the list, its base and its accounts with it. */
  remove(id: string): Promise<void>
  /** Demo bases a new enterprise can start with. */
  demos(): { id: string; name: string }[]
  /** Fills the bases of enterprises that have none: after the start and after a reset. */
  seed(): Promise<void>
}

export interface Demo {
  settings: Pick<EnterpriseSettings, 'id' | 'name'>
  base: RegateDemoData
}

const unknown = (id: string) =>
  new Refusal('REGATE-ENTERPRISE-UNKNOWN', {
    ru: `Предприятия «${id}» в рабочем пространстве нет.`,
    en: `The workspace has no enterprise "${id}".`,
  })

export function createEnterprises({
  document,
  regate,
  accounts,
  demos,
}: {
  document: DocumentStore
  regate: Regate
  accounts: EnterpriseAccounts
  demos: readonly Demo[]
}): Enterprises {
  const list = () => document.value.regate.enterprises
  const settings = (id: string) => {
    const found = list().find((one) => one.id === id)
    if (!found) throw unknown(id)
    return found
  }
  return {
    list,
    settings,
    async add({ id, name, demo }) {
      const base = demos.find((one) => one.settings.id === demo)?.base
      if (demo !== null && !base)
        throw new Refusal('REGATE-DEMO-UNKNOWN', {
          ru: `Демонстрационной базы «${demo}» нет. Выберите другую или начните с пустой.`,
          en: `There is no demo base "${demo}". Choose another one or start empty.`,
        })
      await document.update((draft) => {
        if (draft.regate.enterprises.some((one) => one.id === id))
          throw new Refusal('REGATE-ENTERPRISE-TAKEN', {
            ru: `Предприятие «${id}» уже есть. Выберите другой идентификатор.`,
            en: `The enterprise "${id}" exists already. Choose another id.`,
          })
        draft.regate.enterprises.push(Schema.parse({ id, name }))
      })
      await regate.empty(id)
      if (base) await regate.seed(id, base)
      await accounts.load()
    },
    async save(id, next) {
      const before = settings(id)
      await document.update((draft) => {
        const index = draft.regate.enterprises.findIndex((one) => one.id === id)
        if (index < 0) throw unknown(id)
        draft.regate.enterprises[index] = { ...next, id }
      })
      await accounts.forget(
        id,
        before.users.filter((user) => !next.users.includes(user)),
      )
      await accounts.load()
    },
    async remove(id) {
      const { users } = settings(id)
      await document.update((draft) => {
        draft.regate.enterprises = draft.regate.enterprises.filter((one) => one.id !== id)
      })
      await regate.empty(id)
      await accounts.forget(id, users)
    },
    demos: () => demos.map((demo) => demo.settings),
    async seed() {
      for (const { id } of list()) {
        const demo = demos.find((one) => one.settings.id === id)
        if (demo && (await regate.counts(id)).stores === 0) await regate.seed(id, demo.base)
      }
    },
  }
}
