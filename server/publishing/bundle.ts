import { strToU8, zipSync } from 'fflate'
import type { Zippable } from 'fflate'
import { apacheConfig } from './apache.ts'
import { checkPowerShell, checkShell } from './check-scripts.ts'
import { firewallLines } from './firewall.ts'
import { publishingGuide } from './guide.ts'
import { publishingPage } from './html.ts'
import { iisSetup, schannelRegistry, webConfig } from './iis.ts'
import type { PublishingInputs } from './inputs.ts'
import { apacheFile } from './places.ts'
import { defaultVrd } from './vrd.ts'
import { webinstBatch, webinstPowerShell, webinstShell } from './webinst.ts'

/** A file of the bundle; `text` is exactly what is written as UTF-8, a BOM included where a program needs one. */
export interface PublishingFile {
  name: string
  contentType: string
  text: string
}

const PLAIN = 'text/plain; charset=utf-8'
const XML = 'application/xml; charset=utf-8'

const plain = (name: string, text: string): PublishingFile => ({ name, contentType: PLAIN, text })
const xml = (name: string, text: string): PublishingFile => ({ name, contentType: XML, text })

const windowsScripts = (inputs: PublishingInputs): PublishingFile[] => [
  plain('publish.bat', webinstBatch(inputs)),
  plain('publish.ps1', webinstPowerShell(inputs)),
  plain('firewall.bat', ['@echo off', ...firewallLines(inputs), ''].join('\r\n')),
]

const SERVER_FILES: Record<PublishingInputs['web_server'], (inputs: PublishingInputs) => PublishingFile[]> = {
  'apache-windows': (inputs) => [plain(apacheFile(inputs), apacheConfig(inputs)), ...windowsScripts(inputs)],
  'apache-linux': (inputs) => [
    plain(apacheFile(inputs), apacheConfig(inputs)),
    plain('publish.sh', webinstShell(inputs)),
    plain('firewall.sh', ['#!/bin/sh', 'set -eu', ...firewallLines(inputs), ''].join('\n')),
  ],
  iis: (inputs) => [
    xml('web.config', webConfig(inputs)),
    plain('setup-iis.ps1', iisSetup(inputs)),
    plain('tls12.reg', schannelRegistry()),
    ...windowsScripts(inputs),
  ],
}

/** The guide and every file it speaks of, for the web server of the inputs. Names are ASCII and differ from one another. */
export function publishingFiles(inputs: PublishingInputs): PublishingFile[] {
  return [
    { name: 'guide.md', contentType: 'text/markdown; charset=utf-8', text: publishingGuide(inputs) },
    { name: 'guide.html', contentType: 'text/html; charset=utf-8', text: publishingPage(inputs) },
    xml('default.vrd', defaultVrd(inputs)),
    ...SERVER_FILES[inputs.web_server](inputs),
    plain('check.sh', checkShell(inputs)),
    plain('check.ps1', checkPowerShell(inputs)),
  ]
}

/** The first day a zip can name, in local time as zip stores it: equal inputs give equal bytes anywhere. */
const FIXED_TIME = new Date(1980, 0, 1)

const UNIX = 3
const SCRIPT_MODE = 0o100755
const FILE_MODE = 0o100644

/** `publishingFiles` as a zip; shell scripts are executable. Equal inputs give equal bytes. */
export function publishingZip(inputs: PublishingInputs): Uint8Array {
  const entries: Zippable = {}
  for (const { name, text } of publishingFiles(inputs)) {
    const mode = name.endsWith('.sh') ? SCRIPT_MODE : FILE_MODE
    entries[name] = [strToU8(text), { os: UNIX, attrs: mode << 16 }]
  }
  return zipSync(entries, { mtime: FIXED_TIME })
}
