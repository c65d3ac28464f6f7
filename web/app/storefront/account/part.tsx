import type { ReactNode } from 'react'
import { Form, useNavigation, useSearchParams } from 'react-router'
import { failureOf, type Failed } from '../../parts/failure.ts'
import { useT } from '../../parts/i18n/use.ts'
import { Done } from '../../ui/done.tsx'
import { TextField } from '../../ui/field.tsx'

/** A part of a page that has many forms. `done`: what this part has just done, as the address says. */
export function Part({ id, title, done, children }: { id: string; title: string; done?: string; children: ReactNode }) {
  return (
    <section id={id} className="card pad space-y-4 print:hidden" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {done !== undefined && <Done>{done}</Done>}
      {children}
    </section>
  )
}

type FormProps = { part: string; search?: string; className?: string; children: ReactNode }

/** Posts to the page itself. Without a script the browser comes back to the part that the form is in. */
export function PartForm({ part, search = '', ...form }: FormProps) {
  return <Form method="post" action={`${search}#${part}`} preventScrollReset {...form} />
}

/** The refusal of one of the page's forms, which names its deed; that of another is none of its business. */
export function failureIn(answer: unknown, deed: string): Partial<Failed> {
  const failure = failureOf(answer)
  return failure.values?.['deed'] === deed ? failure : {}
}

export const useDone = (what: string): boolean => useSearchParams()[0].get('done') === what

export const useBusy = (deed: string): boolean => useNavigation().formData?.get('deed') === deed

/** Asked again before what a stranger at an open screen must not do. */
export function OwnPassword({ failure: { problem } }: { failure: Partial<Failed> }) {
  const t = useT()
  return (
    <TextField
      label={t('security.current_password')}
      name="password"
      type="password"
      autoComplete="current-password"
      error={problem?.code === 'password_wrong' ? t('refused.password_wrong') : null}
      required
      maxLength={200}
    />
  )
}
