import { config } from 'zod'

// The page's policy forbids code made from text, which zod's faster parsers are. A schema asks when it is made, so
// everything that holds schemas is loaded after this.
config({ jitless: true })

void import('./start.ts')
