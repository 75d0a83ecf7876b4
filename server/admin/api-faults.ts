import { z } from 'zod'
import type { Text } from '../contracts/text.ts'
import { FaultRule, FaultRuleId, type FaultCounts, type FaultState } from '../faults/model.ts'
import { get, post, put } from './endpoint.ts'

/** A rule as the bench carries it out now. */
export interface FaultRuleView extends FaultRule, FaultCounts {
  state: FaultState
  /** What it does, in a sentence. */
  sentence: Text
}

/** Rules for a situation of the field, switched on and off together. */
export interface FaultPresetView {
  id: string
  title: Text
  description: Text
  /** Its rules are there. */
  on: boolean
  /** How many rules it brings. */
  rules: number
}

export interface FaultsView {
  /** In the order in which they are asked. */
  rules: FaultRuleView[]
  presets: FaultPresetView[]
  /** Rules that are in force at this moment. */
  active: number
  /** Rules that are switched on, whether their time has come or not. */
  enabled: number
  /** Links of the recording proxy, which rules may name. */
  links: { id: string; name: string }[]
  /** HTTPS is on: an expired certificate can be shown. */
  https: boolean
}

const ids = z.array(FaultRuleId).min(1).max(200)

/** Faults on the links between the sides. */
export const faultsApi = {
  'faults.list': get<FaultsView>()('/faults'),
  /** Puts a rule: in the place of the one with its id, or after all others. */
  'faults.save': put<FaultsView>()('/faults/rules', FaultRule),
  'faults.remove': post<FaultsView>()('/faults/rules/remove', z.object({ ids })),
  /** Without `ids`: all rules. A rule that is switched on counts anew. */
  'faults.switch': post<FaultsView>()('/faults/switch', z.object({ ids: ids.optional(), on: z.boolean() })),
  /** Adds the rules of a preset, or takes them away. */
  'faults.preset': post<FaultsView>()('/faults/presets/:preset', z.object({ on: z.boolean() })),
  /** Counts and random numbers begin again; without `ids`: of all rules. */
  'faults.recount': post<FaultsView>()('/faults/recount', z.object({ ids: ids.optional() })),
} as const
