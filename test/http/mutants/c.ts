import type { Mutant } from './mutant.ts'

export const mutantsC: readonly Mutant[] = [
  {
    scenario: 'c-goods-and-orders-week',
    file: 'mocks/cml-site/giving.ts',
    find: 'pending !== null',
    replace: 'false',
    why: 'success confirms nothing',
  },
  {
    scenario: 'c-site-answers-requests',
    file: 'mocks/cml-site/access.ts',
    find: 'given.some((account) => sameAccount(account, expected))',
    replace: 'true',
    why: 'any password will do',
  },
  {
    scenario: 'c-what-1c-understands',
    file: 'server/contracts/commerceml/reactions.ts',
    find: "ways.initLines === 'two' && count !== 2",
    replace: 'false',
    why: 'УТ takes init in any number of lines',
  },
  {
    scenario: 'c-faults-of-exchange',
    file: 'mocks/cml-site/access.ts',
    find: 'request.sessid === token',
    replace: 'true',
    why: 'the source of a request is not checked',
  },
  {
    scenario: 'c-faults-of-goods',
    file: 'mocks/cml-site/import.ts',
    find: "session.type !== 'sale' && visit.on('F11') && (await hasOffers(path))",
    replace: 'false',
    why: 'prices are never passed over',
  },
  {
    scenario: 'c-faults-of-orders',
    file: 'mocks/cml-onec/loading-rules.ts',
    find: "document.currency === ''",
    replace: 'false',
    why: 'a document without a currency is loaded',
  },
  {
    scenario: 'c-files-and-schemas',
    file: 'mocks/cml-site/import.ts',
    find: "!outcome.ok && profile.swallowsErrors && outcome.code !== 'CML-IMPORT-CANCELLED'",
    replace: '!outcome.ok',
    why: 'success is said to a file that cannot be read',
  },
  {
    scenario: 'c-profiles-of-both-sides',
    file: 'mocks/cml-onec/address.ts',
    find: "typed.trim().replaceAll('\\\\', '/').replace(/\\s+/g, '')",
    replace: 'typed',
    why: 'an address is taken as it was typed',
  },
  {
    scenario: 'c-orders-in-every-version',
    file: 'mocks/cml-site/taking.ts',
    find: 'changes.length > 0 && isLocked(before, effect, profile)',
    replace: 'false',
    why: 'an order that is finished can be cancelled',
  },
  {
    scenario: 'c-portions-archives-pictures',
    file: 'mocks/cml-onec/catalogue-run.ts',
    find: 'attempts < node.attempts',
    replace: 'false',
    why: 'a portion that failed is forgotten',
  },
]
