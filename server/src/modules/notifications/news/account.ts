import { roles, type Language, type Role } from '@mortar/contract'
import { securings, type Fact, type Secured } from '@mortar/contract/facts'
import { z } from 'zod'
import { kind, named, type Sentences } from '../kind.ts'
import { codesFor, ofCode, type OfCode } from '../look.ts'
import { longer, spaced, withCode } from '../phrases.ts'
import { letter, news } from '../news.ts'

const homes: Record<Role, string> = { customer: '/', shopkeeper: '/shop', staff: '/shop', admin: '/admin' }

const secured: Record<Language, Record<Secured, string>> = {
  en: {
    password_changed: 'Your password was changed',
    email_changed: 'Your e-mail address was changed',
    second_factor_on: 'Your second factor was turned on',
    second_factor_off: 'Your second factor was turned off',
    recovery_code_used: 'One of your recovery codes was used',
    recovery_codes_renewed: 'You have new recovery codes',
  },
  fr: {
    password_changed: 'Votre mot de passe a été changé',
    email_changed: 'Votre adresse e-mail a été changée',
    second_factor_on: 'Votre second facteur a été activé',
    second_factor_off: 'Votre second facteur a été désactivé',
    recovery_code_used: 'Un de vos codes de secours a été utilisé',
    recovery_codes_renewed: 'Vous avez de nouveaux codes de secours',
  },
}

function welcome(language: Language, title: string, lines: (string | null)[], proof: OfCode | null): Sentences {
  const text = lines.filter((line) => line !== null).join('\n\n')
  return { title, text, ...(proof !== null && { unlinked: longer(proof, language) }) }
}

const kinds = named({
  /** `proof`: of the address; null where there is nothing to prove. */
  welcome: kind(z.object({ role: z.enum(roles), proof: ofCode.nullable() }), {
    isSecret: true,
    link: ({ role, proof }) => (proof === null ? homes[role] : withCode('/verify', proof)),
    en: ({ role, proof }) =>
      welcome(
        'en',
        'Welcome',
        [
          role === 'shopkeeper'
            ? 'Your account is ready. Your shop is now waiting for approval; we will write to you once it has been decided.'
            : 'Your account is ready. It is good to have you with us.',
          proof && `Please confirm your e-mail address with this code: ${spaced(proof.code)}`,
        ],
        proof,
      ),
    fr: ({ role, proof }) =>
      welcome(
        'fr',
        'Bienvenue',
        [
          role === 'shopkeeper'
            ? 'Votre compte est prêt. Votre boutique doit encore être acceptée ; nous vous écrirons dès que la décision sera prise.'
            : 'Votre compte est prêt. Nous sommes ravis de vous compter parmi nous.',
          proof && `Confirmez votre adresse e-mail avec ce code : ${spaced(proof.code)}`,
        ],
        proof,
      ),
  }),
  secured: kind(z.object({ what: z.enum(securings) }), {
    link: () => '/account/security',
    en: ({ what }) => ({
      title: secured.en[what],
      text: `${secured.en[what]}. If this was not you, choose a new password now.`,
    }),
    fr: ({ what }) => ({
      title: secured.fr[what],
      text: `${secured.fr[what]}. Si ce n’était pas vous, choisissez un nouveau mot de passe sans attendre.`,
    }),
  }),
})

/** Somebody is here, or something of their account was changed and they must hear of it in case it was not them. */
export const account = news({
  kinds,
  look: (tx, facts: Fact<'person.registered' | 'account.secured'>[], { codes }) =>
    codesFor(
      tx,
      facts.flatMap(({ type, data }) =>
        type === 'person.registered' && data.nonce !== null
          ? [{ user_id: data.user_id, purpose: 'verify_email', nonce: data.nonce }]
          : [],
      ),
      codes,
    ),
  tell: {
    'person.registered': ({ user_id, role, nonce }, codeOf) => {
      const proof = nonce === null ? null : (codeOf(nonce) ?? null)
      return role === 'admin' ? [] : [letter({ user_id }, kinds.welcome, { role, proof })]
    },
    'account.secured': ({ user_id, what }) => [letter({ user_id }, kinds.secured, { what })],
  },
})
