import type { SiteSettings } from '../types.ts'

type Paths = SiteSettings['paths']

const PATH = /^\/[^?#\s]*$/

/** `true` for a path that can answer: written as one, and not the same as one above it. */
export const pathIsRight = (paths: Paths, index: number): boolean => {
  const { path } = paths[index]!
  return PATH.test(path) && paths.findIndex((one) => one.path === path) === index
}

export const pathsAreRight = (paths: Paths): boolean => paths.every((_, index) => pathIsRight(paths, index))
