import type { ReactNode } from 'react'
import { Form, useNavigation } from 'react-router'
import { failureOf, type Failed } from '../parts/failure.ts'
import { Done } from '../ui/done.tsx'

/** A part of a product's page: what it has just done is said in it. Without a script the browser comes back to it. */
export function Part(props: { id: string; title: string; done: string | null; children: ReactNode }) {
  return (
    <section id={props.id} className="card pad scroll-mt-4" aria-labelledby={`${props.id}-title`}>
      <h2 id={`${props.id}-title`} className="mb-4">
        {props.title}
      </h2>
      {props.done !== null && <Done key={props.done}>{props.done}</Done>}
      {props.children}
    </section>
  )
}

type FormProps = { part: string; deed: string; className?: string; children: ReactNode }

export function PartForm({ part, deed, className, children }: FormProps) {
  return (
    <Form method="post" action={`#${part}`} preventScrollReset className={className}>
      <input type="hidden" name="deed" value={deed} />
      {children}
    </Form>
  )
}

/** The refusal of one of the page's forms, which names its deed. */
export function failureIn(answer: unknown, deed: string): Partial<Failed> {
  const failure = failureOf(answer)
  return failure.values?.['deed'] === deed ? failure : {}
}

export const useBusy = (deed: string): boolean => useNavigation().formData?.get('deed') === deed
