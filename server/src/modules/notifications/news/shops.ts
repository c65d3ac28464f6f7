import { z } from 'zod'
import { kind, named } from '../kind.ts'
import { shopNames } from '../look.ts'
import { withNote } from '../phrases.ts'
import { both, notice, news } from '../news.ts'

const decided = z.object({ shop: z.string(), note: z.string().nullable() })

/** Admins hear of a shop that waits for them, its owner of what they decided. */
const kinds = named({
  shop_registered: kind(z.object({ shop: z.string() }), {
    link: () => '/admin',
    en: ({ shop }) => ({
      title: `${shop} is waiting for approval`,
      text: `${shop} has registered. It cannot sell until you approve it.`,
    }),
    fr: ({ shop }) => ({
      title: `${shop} attend votre accord`,
      text: `La boutique ${shop} s’est inscrite. Elle ne pourra vendre qu’une fois acceptée.`,
    }),
  }),
  shop_approved: kind(decided, {
    link: () => '/shop',
    en: ({ shop, note }) => ({
      title: `${shop} has been approved`,
      text: withNote(`Your shop ${shop} can now sell.`, note),
    }),
    fr: ({ shop, note }) => ({
      title: `${shop} est acceptée`,
      text: withNote(`Votre boutique ${shop} peut vendre dès maintenant.`, note),
    }),
  }),
  shop_rejected: kind(decided, {
    link: () => '/shop',
    en: ({ shop, note }) => ({
      title: `${shop} was not approved`,
      text: withNote(`We could not approve your shop ${shop}.`, note),
    }),
    fr: ({ shop, note }) => ({
      title: `${shop} n’a pas été acceptée`,
      text: withNote(`Nous n’avons pas pu accepter votre boutique ${shop}.`, note),
    }),
  }),
  shop_suspended: kind(decided, {
    link: () => '/shop',
    en: ({ shop, note }) => ({
      title: `${shop} has been suspended`,
      text: withNote(
        `Your shop ${shop} cannot sell for the time being. You can still fulfil the orders it already has.`,
        note,
      ),
    }),
    fr: ({ shop, note }) => ({
      title: `${shop} est suspendue`,
      text: withNote(
        `Votre boutique ${shop} ne peut plus vendre pour le moment. Vous pouvez encore honorer les commandes déjà passées.`,
        note,
      ),
    }),
  }),
})

const decisions: Record<string, typeof kinds.shop_approved> = {
  approved: kinds.shop_approved,
  rejected: kinds.shop_rejected,
  suspended: kinds.shop_suspended,
}

export const shops = news({
  kinds,
  look: (tx, facts: { data: { shop_id: number } }[]) =>
    shopNames(
      tx,
      facts.map(({ data }) => data.shop_id),
    ),
  tell: {
    'shop.registered': ({ name }) => [notice({ admins: true }, kinds.shop_registered, { shop: name })],
    'shop.decided': ({ shop_id, owner_id, status, note }, nameOf) => {
      const decision = decisions[status]
      return decision === undefined ? [] : both(owner_id, decision, { shop: nameOf(shop_id), note })
    },
  },
})
