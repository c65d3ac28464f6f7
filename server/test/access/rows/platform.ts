import type { platform as contract } from '@mortar/contract'
import { page, type Rows } from '../row.ts'

const auditFilters = {
  actor: 'platform-admin',
  action: 'user.register',
  target: 'user:platform-admin',
  from: '2020-01-01',
  to: '2099-12-31',
}

export const platform: Rows<typeof contract> = {
  get_settings: {},
  update_settings: {
    given: () => ({ body: { single_device: { customer: true }, require_second_factor: { customer: false } } }),
  },
  list_audit_log: { given: () => ({ query: { ...page, ...auditFilters } }) },
  export_audit_log: { given: () => ({ query: auditFilters }) },
}
