/** The documents of the contract that the bench makes of the operations, by their key in the dictionary. */
export const documents = [
  { key: 'json', path: '/openapi/regate.json' },
  { key: 'yaml', path: '/openapi/regate.yaml' },
  { key: 'old', path: '/openapi/regate-3.0.json' },
  { key: 'postman', path: '/openapi/regate.postman.json' },
  { key: 'bundle', path: '/openapi/regate-docs.zip' },
] as const

/** What a publication itself serves, below its address (regate section 9). */
export const published = [
  { key: 'docs', path: '/hs/regate/docs' },
  { key: 'spec', path: '/hs/regate/openapi.json' },
] as const
