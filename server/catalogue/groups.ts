import type { Connection } from './connection.ts'
import type { GroupRow } from './model.ts'

/** Groups with how many items lie directly in each, in the order of their arrival. */
export function readGroups(connection: Connection): GroupRow[] {
  return connection
    .statement<[string, string | null, string, number, number]>(
      `select id, parent, name, active, (select count(*) from links where grp = parts.n) from parts
       where kind = 'group' and known = 1 order by n`,
    )
    .all()
    .map(([id, parent, name, active, items]) => ({ id, parent, name, items, active: active === 1 }))
}

/** Numbers of groups and of all that lie below them; a group that is only spoken of counts too. */
export function subtreeNumbers(connection: Connection, groups: readonly string[]): number[] {
  return connection
    .statement<[number]>(
      `with recursive below (n, id) as (
         select n, id from parts where kind = 'group' and id in (select value from json_each(?))
         union
         select p.n, p.id from below join parts p on p.kind = 'group' and p.parent = below.id)
       select n from below`,
    )
    .all(JSON.stringify(groups))
    .map(([n]) => n)
}
