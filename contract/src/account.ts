import { z } from 'zod'
import { duties } from './access.ts'
import { address, addressInput } from './address.ts'
import { languages, user } from './people.ts'
import { routes } from './route.ts'
import { knownPassword, provingLimit } from './security.ts'
import { instant, oneLine, phone, shopCard, uuid } from './shape.ts'

/** What a person does with their own account. */

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
    answer: user
      .extend({ shop: shopCard.extend({ status: z.string() }).nullable(), duties: z.array(z.enum(duties)) })
      .meta({ id: 'Me' }),
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
