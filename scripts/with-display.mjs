import { pathToFileURL } from 'node:url'
import { become } from './project.mjs'

/**
 * Puts the command under `xvfb-run` on a Linux machine without a display.
 * @param {string} program
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
export function withDisplay(program, args) {
  const shown = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  return shown ? [program, args] : ['xvfb-run', ['-a', '-s', '-screen 0 1920x1080x24', program, ...args]]
}

const [program, ...args] = process.argv.slice(2)
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href && program !== undefined)
  await become(...withDisplay(program, args))
