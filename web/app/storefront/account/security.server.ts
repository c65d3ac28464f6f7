import { redirect, redirectDocument } from 'react-router'
import { choiceOf } from '../../parts/choice.server.ts'
import { done } from '../../parts/done.ts'
import { passwordOf, telling, textOf } from '../../parts/form.ts'
import type { Web } from '../../parts/page.server.ts'

/** `#email`: a browser goes back to the part of the page that the form was in. */
const told = ({ path }: Web, part: string, news: string) =>
  redirect(telling(path('/account/security'), `${news}#${part}`))

/** What is shown once, as the answer to the form, and kept nowhere: a new secret, new recovery codes. */
const deeds = {
  change_password: async (web: Web, form: FormData) => {
    const body = { password: passwordOf(form), new_password: passwordOf(form, 'password_new') }
    await web.api.change_password({ body })
    return told(web, 'password', 'done=change_password')
  },
  change_email: async (web: Web, form: FormData) => {
    const email = textOf(form, 'email')
    await web.api.change_email({ body: { email, password: passwordOf(form) } })
    return told(web, 'email', new URLSearchParams({ to: email, done: 'change_email' }).toString())
  },
  confirm_email: async (web: Web, form: FormData) => {
    const body = { old_code: textOf(form, 'old_code'), new_code: textOf(form, 'new_code') }
    await web.api.confirm_email_change({ body })
    return told(web, 'email', 'done=confirm_email')
  },
  enrol: async ({ api }: Web, form: FormData) => {
    const method = choiceOf(form, 'method', ['app', 'mail'])
    return {
      ...done(form, null),
      enrolment: await api.enrol_second_factor({ body: { method, password: passwordOf(form) } }),
    }
  },
  confirm_factor: async ({ api }: Web, form: FormData) => ({
    ...done(form, null),
    ...(await api.confirm_second_factor({ body: { code: textOf(form, 'code') } })),
  }),
  renew_codes: async ({ api }: Web, form: FormData) => ({
    ...done(form, null),
    ...(await api.renew_recovery_codes({ body: { password: passwordOf(form) } })),
  }),
  disable_factor: async (web: Web, form: FormData) => {
    await web.api.disable_second_factor({ body: { password: passwordOf(form) } })
    return told(web, 'factor', 'done=disable_factor')
  },
  end_session: async (web: Web, form: FormData) => {
    await web.api.end_session({ params: { id: textOf(form, 'id') } })
    return told(web, 'devices', new URLSearchParams({ page: textOf(form, 'page'), done: 'end_session' }).toString())
  },
  end_all: async ({ api, path, noSessionCookie }: Web) => {
    await api.logout({ body: { everywhere: true } })
    return redirectDocument(path('/sign-in?ended'), { headers: { 'Set-Cookie': noSessionCookie() } })
  },
}

type Deed = keyof typeof deeds

/** Every form of the page names its deed. */
export async function secure(web: Web, form: FormData) {
  return deeds[choiceOf(form, 'deed', Object.keys(deeds) as Deed[])](web, form)
}
