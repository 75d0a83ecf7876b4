import { InvalidArgumentError, Option } from 'commander'
import { isMappingKind, mappingKinds, type MappingKind } from '../mappings/model.ts'

function parsed(name: string): MappingKind {
  if (isMappingKind(name)) return name
  throw new InvalidArgumentError(`Allowed are ${mappingKinds.join(', ')}, and own kinds own_….`)
}

/** `--kind`: a table of the contracts, or an own kind of the workspace. */
export const kindOption = (wording: string): Option => new Option('--kind <kind>', wording).argParser(parsed)
