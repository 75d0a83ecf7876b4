import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/{unit,contract,http,robustness}/**/*.test.ts'],
    setupFiles: ['test/property-seed.ts'],
    environment: 'node',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The machine of reference has two cores; heavier parallelism only makes timing noisy.
    maxWorkers: 2,
    // Modules keep no state between files: loading them anew for each took a fifth of the whole run.
    isolate: false,
  },
})
