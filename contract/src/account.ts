import { z } from 'zod'
import { duties, roles } from './access.ts'
import { address, addressInput } from './address.ts'
import { languages, user } from './people.ts'
import { routes } from './route.ts'
import { knownPassword, provingLimit } from './security.ts'
import { instant, oneLine, phone, shopCard, uuid } from './shape.ts'

/** What a person does with their own account. */

const myShop = shopCard.extend({ status: z.string() })

export const grant = z
  .strictObject({
    id: uuid,
    role: z.enum(roles),
    shop: myShop.nullable(),
    duties: z.array(z.enum(duties)),
    acts: z.boolean().meta({ description: 'Of one: what this session may do.' }),
  })
  .meta({ id: 'Grant' })
export type Grant = z.infer<typeof grant>

const me = user
  .extend({
    shop: myShop.nullable(),
    duties: z.array(z.enum(duties)),
    grants: z.array(grant).meta({ description: 'What I am: a customer always, and whatever was given beside that.' }),
  })
  .meta({ id: 'Me' })

export const savedAddress = z.strictObject({ id: uuid, is_default: z.boolean(), address }).meta({ id: 'SavedAddress' })
export type SavedAddress = z.infer<typeof savedAddress>
const addressBody = z.strictObject({ address: addressInput, is_default: z.boolean().optional() })
const one = z.strictObject({ id: uuid })

export const account = routes({
  get_me: {
    method: 'GET',
    url: '/api/me',
    tag: 'People',
    summary: 'Who I am',
    access: 'signed_in',
    description: '`role`, `shop` and `duties` are those of the grant that this session acts by.',
    answer: me,
  },
  switch_grant: {
    method: 'POST',
    url: '/api/me/switch',
    tag: 'People',
    summary: 'Act by another of my grants, in this session and when I next sign in',
    description:
      'Whatever acts, its person may buy. Tokens stay good; what an access token says of the role is of the time it was made. Where the role has one device, other sessions that act in it end.',
    access: 'signed_in',
    body: z.strictObject({ grant: uuid }),
    answer: me,
    status: 200,
    refusals: ['not_found'],
  },
  update_me: {
    method: 'PATCH',
    url: '/api/me',
    tag: 'Account',
    summary: 'Change my name, phone or language',
    access: 'signed_in',
    body: z.strictObject({
      name: oneLine(120).optional(),
      phone: phone.nullable().optional(),
      language: z.enum(languages).optional(),
    }),
    answer: user,
  },
  delete_me: {
    method: 'DELETE',
    url: '/api/me',
    tag: 'Account',
    summary: 'Delete my account',
    description:
      'Ends every session and strips names and addresses, those of finished orders too; open orders keep theirs until they are finished. What tax law wants kept (numbers, amounts, dates) stays.',
    access: 'signed_in',
    body: z.strictObject({ password: knownPassword }),
    status: 204,
    limit: provingLimit,
    refusals: ['password_wrong', 'shop_owned', 'last_admin'],
  },
  export_me: {
    method: 'GET',
    url: '/api/me/export',
    tag: 'Account',
    summary: 'Everything that is kept about me',
    access: 'signed_in',
    answer: z
      .looseObject({ made_at: instant, profile: user })
      .meta({ id: 'Export', description: 'One member for each part of the platform that keeps something about me.' }),
  },
  list_addresses: {
    method: 'GET',
    url: '/api/me/addresses',
    tag: 'Account',
    summary: 'My addresses, the default first',
    access: 'signed_in',
    answer: z.strictObject({ results: z.array(savedAddress) }),
  },
  create_address: {
    method: 'POST',
    url: '/api/me/addresses',
    tag: 'Account',
    summary: 'Save an address; the first is the default',
    access: 'signed_in',
    body: addressBody,
    answer: savedAddress,
    status: 201,
    refusals: ['too_many'],
  },
  update_address: {
    method: 'PATCH',
    url: '/api/me/addresses/:id',
    tag: 'Account',
    summary: 'Change an address, or make it the default. Orders keep the address they were placed with.',
    access: 'signed_in',
    params: one,
    body: addressBody.partial(),
    answer: savedAddress,
    refusals: ['not_found'],
  },
  delete_address: {
    method: 'DELETE',
    url: '/api/me/addresses/:id',
    tag: 'Account',
    summary: 'Forget an address',
    access: 'signed_in',
    params: one,
    status: 204,
    refusals: ['not_found'],
  },
})
