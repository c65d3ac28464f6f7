import { z } from 'zod'
import { duties } from './access.ts'
import { user } from './people.ts'
import { routes } from './route.ts'
import { email, instant, newPassword, newUsername, oneLine, phone, shopName, text, username, uuid } from './shape.ts'

/** Who works in a shop besides its keeper. */

const registrationNumber = oneLine(60).meta({ description: "A pharmacist's, with their chamber." })
const work = {
  duties: z
    .array(z.enum(duties))
    .max(duties.length)
    .refine((list) => new Set(list).size === list.length, 'names a duty twice'),
  registration_number: registrationNumber.optional(),
}
/** A pharmacist answers for what is handed out, and so must be known to the chamber. */
const knowsPharmacist = ({
  duties: list,
  registration_number,
}: {
  duties: string[]
  registration_number?: string | undefined
}) => list.includes('pharmacist') === (registration_number !== undefined)
const pharmacist = { path: ['registration_number'], message: 'goes with the duty of a pharmacist' }

export const staffMember = z
  .strictObject({
    username: z.string(),
    name: z.string(),
    email: z.string(),
    duties: z.array(z.enum(duties)),
    registration_number: z.string().nullable(),
    joined_at: instant,
    last_activity: instant.nullable(),
  })
  .meta({ id: 'StaffMember' })
export type StaffMember = z.infer<typeof staffMember>

export const invitation = z
  .strictObject({
    id: uuid,
    email: z.string(),
    duties: z.array(z.enum(duties)),
    registration_number: z.string().nullable(),
    invited_at: instant,
    expires_at: instant,
  })
  .meta({ id: 'Invitation' })
export type Invitation = z.infer<typeof invitation>

const token = text(200).meta({ description: 'From the mail that invites.' })
const member = z.strictObject({ username })

export const staff = routes({
  list_staff: {
    method: 'GET',
    url: '/api/my_shop/staff',
    tag: 'Selling',
    summary: "My shop's people, and invitations that are open",
    access: 'shopkeeper',
    answer: z.strictObject({ results: z.array(staffMember), invitations: z.array(invitation) }),
  },
  invite_staff: {
    method: 'POST',
    url: '/api/my_shop/staff',
    tag: 'Selling',
    summary: 'Invite someone by mail; the invitation lives for seven days and replaces an older one',
    description:
      'Answers the same whosever the address is. Whoever belongs to this shop already cannot join. A shop invites 60 times a day at most, and 3 times to one address.',
    access: 'shopkeeper',
    body: z.strictObject({ email, ...work }).refine(knowsPharmacist, pharmacist),
    answer: invitation,
    status: 201,
    limit: { tries: 30, per_s: 3600 },
    refusals: ['too_many', 'shop_not_approved'],
  },
  withdraw_invitation: {
    method: 'DELETE',
    url: '/api/my_shop/staff/invitations/:id',
    tag: 'Selling',
    summary: 'Take an invitation back',
    access: 'shopkeeper',
    params: z.strictObject({ id: uuid }),
    status: 204,
    refusals: ['not_found'],
  },
  update_staff: {
    method: 'PATCH',
    url: '/api/my_shop/staff/:username',
    tag: 'Selling',
    summary: 'Change what someone may do; it holds from their next request on',
    access: 'shopkeeper',
    params: member,
    body: z.strictObject(work).refine(knowsPharmacist, pharmacist),
    answer: staffMember,
    refusals: ['not_found'],
  },
  remove_staff: {
    method: 'DELETE',
    url: '/api/my_shop/staff/:username',
    tag: 'Selling',
    summary: 'Someone works here no more: their sessions that act for the shop end',
    access: 'shopkeeper',
    params: member,
    status: 204,
    refusals: ['not_found'],
  },
  view_invitation: {
    method: 'POST',
    url: '/api/invitations/view',
    tag: 'People',
    summary: 'What an invitation offers',
    access: 'anyone',
    body: z.strictObject({ token }),
    answer: z.strictObject({
      shop: shopName,
      email: z.string(),
      duties: z.array(z.enum(duties)),
      expires_at: instant,
      has_account: z.boolean().meta({ description: 'Sign in and join, rather than accept.' }),
    }),
    status: 200,
    limit: { tries: 60, per_s: 900 },
    refusals: ['code_invalid'],
  },
  accept_invitation: {
    method: 'POST',
    url: '/api/invitations/accept',
    tag: 'People',
    summary: 'Take up an invitation with a new account; its e-mail address is proved by the mail',
    access: 'anyone',
    body: z.strictObject({
      token,
      username: newUsername,
      password: newPassword,
      name: oneLine(120),
      phone: phone.optional(),
    }),
    answer: user,
    status: 201,
    limit: { tries: 20, per_s: 3600 },
    refusals: ['code_invalid', 'email_taken', 'username_taken'],
  },
  join_staff: {
    method: 'POST',
    url: '/api/invitations/join',
    tag: 'People',
    summary:
      "Take up an invitation that came to my own address; I am the shop's staff beside whatever else I am, and act as such",
    access: 'signed_in',
    body: z.strictObject({ token }),
    answer: user,
    status: 200,
    limit: { tries: 20, per_s: 3600 },
    refusals: ['code_invalid'],
  },
})
