import { test } from '../harness.ts'
import { playStory } from '../story.ts'

test('[A-04][A-09][A-10][A-22][A-28][A-31][A-35][A-37][A-47][A-48][A-49][A-50] the story of an order, in a browser', async ({
  page,
  bench,
}) => {
  test.setTimeout(120_000)
  await page.goto('/')
  await playStory(page, bench.address)
})
