import type { ReactNode } from 'react'
import { useNavigation, useSearchParams } from 'react-router'
import { Answer } from '../../parts/answer.tsx'
import type { Failed } from '../../parts/failure.ts'
import { useT } from '../../parts/i18n/use.ts'
import { TextField } from '../../ui/field.tsx'
import { listHead } from '../../ui/list-head.ts'

type PartProps = {
  id: string
  title: string
  /** The deeds whose forms are there now; what became of another of this part is said at its head. */
  deeds: readonly string[]
  children: ReactNode
}

/** A part of a page that has many forms. */
export function Part({ id, title, deeds, children }: PartProps) {
  return (
    <section id={id} className="card pad space-y-4 print:hidden" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} {...listHead}>
        {title}
      </h2>
      <Answer to={id} unless={deeds.map((deed) => `${id}.${deed}`)} told={`security.done.${id}`} />
      {children}
    </section>
  )
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
