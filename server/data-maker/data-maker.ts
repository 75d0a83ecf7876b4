/** The way in for whoever loads the data maker when it is first asked for: with its word lists it is a good part of a start. */
export { createFiller, type Filler } from './filling/filler.ts'
export { kinds } from './kinds.ts'
export { contentTypes, fileNameOf, makeFile, previewOf } from './make.ts'
export { taskOf } from './task.ts'
