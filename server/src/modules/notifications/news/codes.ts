import type { Fact } from '@mortar/contract/facts'
import { kind, named } from '../kind.ts'
import { codesFor, ofCode } from '../look.ts'
import { longer, spaced, withCode } from '../phrases.ts'
import { letter, news } from '../news.ts'

const security = () => '/account/security'

const ignoreIt = {
  en: 'If this was not you, ignore this message: nothing changes without the code.',
  fr: 'Si ce n’était pas vous, ignorez ce message : sans le code, rien ne change.',
}
const changeIt = {
  en: 'If this was not you, somebody knows your password: change it now.',
  fr: 'Si ce n’était pas vous, quelqu’un connaît votre mot de passe : changez-le sans attendre.',
}

/** By what the code is good for. */
const kinds = named({
  verify_email: kind(ofCode, {
    isSecret: true,
    link: (data) => withCode('/verify', data),
    en: (data) => ({
      title: 'Your code',
      text: `Confirm your e-mail address with this code: ${spaced(data.code)}\n\nIt can be used once and expires in a day.`,
      unlinked: longer(data, 'en'),
    }),
    fr: (data) => ({
      title: 'Votre code',
      text: `Confirmez votre adresse e-mail avec ce code : ${spaced(data.code)}\n\nIl ne sert qu’une fois et reste valable un jour.`,
      unlinked: longer(data, 'fr'),
    }),
  }),
  reset_password: kind(ofCode, {
    isSecret: true,
    link: (data) => withCode('/reset', data),
    en: (data) => ({
      title: 'A new password',
      text: `Somebody asked to reset the password of your account. Your code: ${spaced(data.code)}\n\nIt can be used once and expires in an hour. ${ignoreIt.en}`,
      unlinked: longer(data, 'en'),
    }),
    fr: (data) => ({
      title: 'Un nouveau mot de passe',
      text: `Quelqu’un a demandé un nouveau mot de passe pour votre compte. Votre code : ${spaced(data.code)}\n\nIl ne sert qu’une fois et reste valable une heure. ${ignoreIt.fr}`,
      unlinked: longer(data, 'fr'),
    }),
  }),
  old_email: kind(ofCode, {
    isSecret: true,
    link: security,
    en: ({ code }) => ({
      title: 'Another e-mail address',
      text: `Somebody asked to change the e-mail address of your account. The code from this, your current address: ${spaced(code)}\n\n${changeIt.en}`,
    }),
    fr: ({ code }) => ({
      title: 'Une autre adresse e-mail',
      text: `Quelqu’un a demandé à changer l’adresse e-mail de votre compte. Le code envoyé à votre adresse actuelle : ${spaced(code)}\n\n${changeIt.fr}`,
    }),
  }),
  new_email: kind(ofCode, {
    isSecret: true,
    link: security,
    en: ({ code }) => ({
      title: 'Your new e-mail address',
      text: `Somebody asked to use this address for an account. The code from this, the new address: ${spaced(code)}\n\n${ignoreIt.en}`,
    }),
    fr: ({ code }) => ({
      title: 'Votre nouvelle adresse e-mail',
      text: `Quelqu’un a demandé à utiliser cette adresse pour un compte. Le code envoyé à la nouvelle adresse : ${spaced(code)}\n\n${ignoreIt.fr}`,
    }),
  }),
  /** It goes where somebody is typing already. */
  sign_in: kind(ofCode, {
    isSecret: true,
    link: () => null,
    en: ({ code }) => ({
      title: 'Your code to sign in',
      text: `Your code: ${spaced(code)}\n\nIt can be used once and expires in ten minutes. ${changeIt.en}`,
    }),
    fr: ({ code }) => ({
      title: 'Votre code de connexion',
      text: `Votre code : ${spaced(code)}\n\nIl ne sert qu’une fois et reste valable dix minutes. ${changeIt.fr}`,
    }),
  }),
  enrol: kind(ofCode, {
    isSecret: true,
    link: security,
    en: ({ code }) => ({
      title: 'Your second factor',
      text: `Enter this code to receive your sign-in codes by e-mail: ${spaced(code)}`,
    }),
    fr: ({ code }) => ({
      title: 'Votre second facteur',
      text: `Saisissez ce code pour recevoir vos codes de connexion par e-mail : ${spaced(code)}`,
    }),
  }),
})

/** A code somebody asked for, to the address it proves; none where another was asked for since, or where there is nobody. */
export const codes = news({
  kinds,
  look: (tx, facts: Fact<'code.issued'>[], secrets) =>
    codesFor(
      tx,
      facts.flatMap(({ data: { user_id, ...rest } }) => (user_id === null ? [] : [{ user_id, ...rest }])),
      secrets.codes,
    ),
  tell: {
    'code.issued': ({ user_id, purpose, nonce }, codeOf) => {
      const code = codeOf(nonce)
      if (user_id === null || code === undefined) return []
      return [letter({ user_id, address: code.email }, kinds[purpose], code)]
    },
  },
})
