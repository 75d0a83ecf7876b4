import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/{unit,contract,http,robustness}/**/*.test.ts'],
    setupFiles: ['test/property-seed.ts'],
    environment: 'node',
    // A busy machine is slow, not wrong; only what hangs is to be ended.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // The default is a second, which a busy machine needs for a start alone.
    expect: { poll: { timeout: 60_000 } },
    // The machine of reference has two cores; heavier parallelism only makes timing noisy.
    maxWorkers: 2,
    // Modules keep no state between files: loading them anew for each took a fifth of the whole run.
    isolate: false,
  },
})
