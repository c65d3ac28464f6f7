import type { sessions as contract } from '@mortar/contract'
import { password } from '../../harness/index.ts'
import { noUuid, page, type Rows } from '../row.ts'
import { aSession, grantOf, signInAgain, spareTokens } from '../town.ts'

export const sessions: Rows<typeof contract> = {
  login: {
    given: async (town) => ({
      body: {
        login: town.spare.username,
        password,
        device: 'A phone',
        device_token: 'none',
        grant: await grantOf(town, town.spare),
        code: '000000',
      },
    }),
  },
  refresh_token: {
    given: async (town) => ({ body: { refresh_token: (await spareTokens(town)).refresh_token } }),
  },
  logout: { given: () => ({ body: { everywhere: false } }), after: signInAgain },
  list_sessions: { given: () => ({ query: page }) },
  end_session: {
    thing: aSession,
    missing: noUuid,
    reached: ['customer'],
    given: (_, id) => ({ params: { id } }),
  },
}
