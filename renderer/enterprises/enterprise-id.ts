import { adminApi } from '../../server/admin/api.ts'

const id = adminApi['regate.addEnterprise'].body.shape.id

/** `true` for a text that can stand in the address of a publication (BD-37). */
export const isEnterpriseId = (text: string): boolean => id.safeParse(text).success
