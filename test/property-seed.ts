import fc from 'fast-check'

/**
 * Properties walk the same cases in every run, so that a run says something about the change and not about luck. New cases
 * come with `OBMEN_THOROUGH=1`; a failure prints the seed that it had.
 */
if (!process.env['OBMEN_THOROUGH']) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_251_126 })
