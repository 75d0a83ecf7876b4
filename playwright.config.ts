import { defineConfig } from '@playwright/test'
import { browserExecutable, browserFlags } from './scripts/browser.mjs'

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.test.ts',
  // Two browsers that draw without a graphics card share two cores.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // The machine of reference has two cores, and every test brings a server.
  workers: 2,
  fullyParallel: true,
  // Minutes in a browser without a graphics card; what they show is also shown over HTTP.
  ...(process.env['OBMEN_THOROUGH'] ? {} : { grepInvert: /@long/ }),
  forbidOnly: Boolean(process.env['CI']),
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ? [['list'], ['json']] : [['list']],
  use: {
    // Both slow every test down, a passing one too; they are for looking into a failure: `OBMEN_TRACE=1 npm run test:e2e`.
    trace: process.env['OBMEN_TRACE'] ? 'on' : 'off',
    screenshot: process.env['OBMEN_TRACE'] ? 'only-on-failure' : 'off',
  },
  projects: [
    {
      name: 'browser',
      testDir: 'test/e2e/browser',
      outputDir: 'test-results/browser',
      use: {
        browserName: 'chromium',
        locale: 'ru-RU',
        timezoneId: 'Europe/Moscow',
        viewport: { width: 1280, height: 800 },
        // Frames of animations are most of what a browser without a graphics card does.
        contextOptions: { reducedMotion: 'reduce' },
        launchOptions: { executablePath: browserExecutable(), args: browserFlags },
      },
    },
    // Needs a display: `npm run test:desktop` brings one where there is none.
    { name: 'desktop', testDir: 'test/e2e/desktop', outputDir: 'test-results/desktop', timeout: 120_000 },
  ],
})
