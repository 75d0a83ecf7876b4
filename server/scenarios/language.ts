import { z } from 'zod'

/**
 * The language of scenarios: what a file of the folder `scenarios` says. Pure; `read.ts` turns a text into these values,
 * docs/scenarios.md explains them to people, and editors get their JSON Schema out of here.
 */

/** `500ms`, `5s`, `15m`, `2h`, `3d`, and several of them: `1h30m`. */
export const Duration = z
  .string()
  .regex(/^(?:\d+(?:ms|s|m|h|d))+$/, 'a length of time: 500ms, 5s, 15m, 2h, 3d, 1h30m')

const Name = z.string().regex(/^[\p{L}_][\p{L}\d_]*$/u, 'a name of letters, digits and _')
const Values = z.record(z.string(), z.unknown())

/** What every step may have. */
const common = {
  /** What happens, in words of people. */
  step: z.string().min(1).max(200).optional(),
  /** Why, for those who read the file. */
  note: z.string().optional(),
  /** Variables out of the result: name to path. */
  save: z.record(Name, z.string()).optional(),
  /** What the result has to be, see `match.ts`. */
  expect: Values.optional(),
}

/** How long a look is repeated until it shows what is expected. */
const within = Duration.optional()

/** Values under names, or the variable that holds them. */
const ValuesOrVariable = z.union([
  Values,
  z.string().regex(/^\$\{[^{}]+\}$/, 'names with values, or a variable'),
])

const request = {
  params: ValuesOrVariable.optional(),
  query: ValuesOrVariable.optional(),
  body: z.unknown().optional(),
}

/** Whose account a request shows. */
const auth = z
  .union([z.enum(['own', 'none', 'wrong']), z.strictObject({ user: z.string(), password: z.string() })])
  .optional()

/** How a body stands in `raw`: a text in the encoding that it is sent in, or its bytes in base64. */
export const BodyEncoding = z.enum(['utf-8', 'windows-1251', 'base64'])
export type BodyEncoding = z.infer<typeof BodyEncoding>

const Do = z.strictObject({ do: z.string(), ...request, ...common })
const Read = z.strictObject({ read: z.string(), ...request, within, ...common })
const Send = z.strictObject({
  /** Id of an operation of a contract. */
  send: z.string(),
  /** Whose service is called, where there are several: an enterprise of ReGate, the script of an exchange by CommerceML. */
  at: z.string().optional(),
  ...request,
  /** Number of an example of the operation that the body begins with. */
  example: z.number().int().min(0).optional(),
  /** What is changed in the body: path to value; `null` stays, `$remove` takes a member away. */
  change: ValuesOrVariable.optional(),
  /** The body as it is, instead of `body`. */
  raw: z.string().optional(),
  contentType: z.string().optional(),
  encoding: BodyEncoding.optional(),
  headers: z.record(z.string(), z.string()).optional(),
  auth,
  /** The request is repeated until the answer is as expected: what a caller does while it is told `progress`. */
  within,
  ...common,
})
const Http = z.strictObject({
  http: z.strictObject({
    method: z.string().default('GET'),
    /** Below the address of the bench. */
    path: z.string(),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.unknown().optional(),
    raw: z.string().optional(),
    encoding: BodyEncoding.optional(),
  }),
  ...common,
})
const Journal = z.strictObject({
  /** A query of the journal, or what entries must have; only entries of this run are looked at. */
  journal: z.union([
    z.string(),
    z.strictObject({
      operation: z.string().optional(),
      subject: z.string().optional(),
      from: z.string().optional(),
      to: z.string().optional(),
      q: z.string().optional(),
    }),
  ]),
  within,
  ...common,
})
const MapRow = z.strictObject({
  map: z.strictObject({
    kind: z.string(),
    /** Identifier of the row at the other side. */
    site_id: z.string(),
    /** Name or code of the element of 1C; `null` unbinds. */
    onec: z.string().nullable(),
  }),
  ...common,
})
const ClockStep = z.strictObject({
  /** `freeze`, `go`, `reset`, `+3d`, `-1h`, or a moment with its zone. */
  clock: z.union([z.enum(['freeze', 'go', 'reset']), z.string()]),
  ...common,
})
const Fault = z.strictObject({
  /** Id of a preset, or a rule. */
  fault: z.union([z.string(), Values]),
  ...common,
})
const Faults = z.strictObject({ faults: z.literal('off'), ...common })
const Snapshot = z.strictObject({ snapshot: z.string(), ...common })
const Restore = z.strictObject({ restore: z.string(), ...common })
const Settings = z.strictObject({
  /** What is changed in `obmen.json`, for this run only. */
  settings: Values,
  ...common,
})
const SetStep = z.strictObject({ set: z.record(Name, z.unknown()), step: common.step, note: common.note })
const Check = z.strictObject({
  /** A value out of variables. */
  check: z.unknown(),
  ...common,
})
const Use = z.strictObject({
  /** Name of a part of this file or of the folder `parts`. */
  use: z.string(),
  with: z.record(Name, z.unknown()).optional(),
  step: common.step,
  note: common.note,
  /** Variables of the part that are kept: name here to name there. */
  save: common.save,
})

export const simpleSteps = {
  do: Do,
  read: Read,
  send: Send,
  http: Http,
  journal: Journal,
  map: MapRow,
  clock: ClockStep,
  fault: Fault,
  faults: Faults,
  snapshot: Snapshot,
  restore: Restore,
  settings: Settings,
  set: SetStep,
  check: Check,
  use: Use,
} as const

export interface Each {
  /** Rows of a table, or a variable that holds some. */
  each: unknown[] | string
  as: string
  step?: string | undefined
  note?: string | undefined
  steps: Step[]
}
export interface Parallel {
  parallel: { branch: string; steps: Step[] }[]
  step?: string | undefined
  note?: string | undefined
}
export type SimpleStep = {
  [Kind in keyof typeof simpleSteps]: z.output<(typeof simpleSteps)[Kind]>
}[keyof typeof simpleSteps]
export type Step = SimpleStep | Each | Parallel

const EachStep: z.ZodType<Each> = z.strictObject({
  each: z.union([z.array(z.unknown()).min(1), z.string()]),
  as: Name.default('row'),
  step: common.step,
  note: common.note,
  get steps() {
    return Steps
  },
}) as never
const ParallelStep: z.ZodType<Parallel> = z.strictObject({
  parallel: z
    .array(
      z.strictObject({
        branch: z.string().min(1).max(100),
        get steps() {
          return Steps
        },
      }),
    )
    .min(2),
  step: common.step,
  note: common.note,
}) as never

/** Every kind of step by the member that it is told by. */
export const stepKinds = { ...simpleSteps, each: EachStep, parallel: ParallelStep } as const
export type StepKind = keyof typeof stepKinds

export const kindOf = (step: object): StepKind | null =>
  (Object.keys(stepKinds) as StepKind[]).find((kind) => kind in step) ?? null

const AnyStep: z.ZodType<Step> = z.union(Object.values(stepKinds) as unknown as [typeof Do]) as never
/** A list of steps. A wrong step is told by its own kind and not by all of them. */
const Steps: z.ZodType<Step[]> = z.array(AnyStep).min(1)

/** Steps under a name, for several scenarios. */
export const Part = z.strictObject({
  about: z.string().optional(),
  /** Variables that `with` has to give. */
  needs: z.array(Name).default([]),
  steps: Steps,
})
export type Part = z.infer<typeof Part>

export const Given = z.strictObject({
  /** `demo`, or the name of a snapshot; `as-is`: what is there. */
  bases: z.string().default('demo'),
  /** Where the bench's clock begins, with its zone; it goes on from there. */
  clock: z.iso.datetime({ offset: true }).default('2026-03-02T10:00:00+03:00'),
  /** The clock stands until a step moves it. */
  frozen: z.boolean().default(false),
  /** What is changed in `obmen.json`. */
  settings: Values.default({}),
})

export const Scenario = z.strictObject({
  scenario: z.string().min(1).max(150),
  about: z.string().optional(),
  /** Requirements that it shows: `A-22`, `DD-39`. */
  proves: z.array(z.string()).default([]),
  tags: z.array(z.string()).default([]),
  given: Given.prefault({}),
  vars: z.record(Name, z.unknown()).default({}),
  parts: z.record(z.string(), Part).default({}),
  steps: Steps,
})
export type Scenario = z.infer<typeof Scenario>

/**
 * JSON Schema of a file, for editors (`# yaml-language-server: $schema=…`).
 * @param names what `do`, `read` and `send` may name, for completion
 */
export const scenarioJsonSchema = (
  names: Readonly<Partial<Record<StepKind, readonly string[]>>> = {},
): object =>
  z.toJSONSchema(Scenario, {
    io: 'input',
    unrepresentable: 'any',
    target: 'draft-7',
    override({ jsonSchema: { properties = {} } }) {
      for (const [kind, known] of Object.entries(names))
        if (kind in properties) properties[kind] = { type: 'string', examples: [...known] }
    },
  })
