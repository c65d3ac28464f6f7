import type { security as contract } from '@mortar/contract'
import { password } from '../../harness/index.ts'
import { person, type Row, type Rows } from '../row.ts'
import { aCode, anAppsCode, withFactor, withoutFactor } from '../town.ts'

/** Asked of somebody who has a second factor. */
const withOne: Row = {
  given: async (town, _, actor) => {
    await withFactor(town, actor)
    return { body: { password } }
  },
  after: withoutFactor,
}

export const security: Rows<typeof contract> = {
  forgot_password: { given: ({ spare }) => ({ body: { email: spare.email } }) },
  reset_password: {
    given: async (town) => ({
      body: { email: town.spare.email, code: await aCode(town, town.spare, 'reset_password'), password },
    }),
  },
  change_password: { given: () => ({ body: { password, new_password: password } }) },
  verify_email: {
    given: async (town) => ({
      body: { email: town.spare.email, code: await aCode(town, town.spare, 'verify_email') },
    }),
  },
  resend_verification: { given: ({ spare }) => ({ body: { email: spare.email } }) },
  change_email: { given: () => ({ body: { email: person().email, password } }) },
  confirm_email_change: {
    given: async (town, _, actor) => {
      const who = actor === 'stranger' ? town.spare : town.people[actor]
      return { body: { old_code: await aCode(town, who, 'old_email'), new_code: await aCode(town, who, 'new_email') } }
    },
  },
  second_factor: {},
  enrol_second_factor: { given: () => ({ body: { method: 'app', password } }) },
  confirm_second_factor: {
    given: async (town, _, actor) => {
      await withoutFactor(town, actor)
      return { body: { code: await anAppsCode(town, actor) } }
    },
    after: withoutFactor,
  },
  disable_second_factor: withOne,
  renew_recovery_codes: withOne,
}
