/** Encodings that a body can be shown in. Apart from what decodes them: the page knows the names too. */
export const encodings = ['utf-8', 'windows-1251', 'cp866', 'koi8-r', 'utf-16le', 'utf-16be'] as const
export type Encoding = (typeof encodings)[number]
