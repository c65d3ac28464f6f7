import { use, useId, type ComponentProps, type ReactNode } from 'react'
import { FormAnswer } from './form-answer.ts'

type Common = {
  label: string
  hint?: string
  /** Left out: what the form around it was refused for, by the field's name. */
  error?: string | null
  optional?: string
  className?: string
}

/** A labelled control with its hint and its error, tied together for screen readers. */
function Frame(props: Common & { id: string; children: ReactNode }) {
  return (
    <div className={props.className}>
      <label className="label" htmlFor={props.id}>
        {props.label}
        {props.optional !== undefined && <span className="font-normal text-soft"> ({props.optional})</span>}
      </label>
      {props.children}
      {props.hint !== undefined && (
        <p id={`${props.id}-hint`} className="hint">
          {props.hint}
        </p>
      )}
      {props.error && (
        <p id={`${props.id}-error`} className="wrong">
          {props.error}
        </p>
      )}
    </div>
  )
}

type Named = { name?: string | undefined; error?: string | null; defaultValue?: unknown; type?: string }

/** What the form around a field says of it: why it was refused, and what was typed, unless the page knows better. */
function useTold<T extends Named>(field: T): T {
  const { errorOf, typed } = use(FormAnswer)
  const { name = '', error = errorOf(name) } = field
  const defaultValue = field.defaultValue ?? typed[name]
  return { ...field, error, ...(defaultValue !== undefined && { defaultValue }) }
}

function described(id: string, { hint, error }: Common) {
  const ids = [error ? `${id}-error` : '', hint === undefined ? '' : `${id}-hint`].filter(Boolean).join(' ')
  return { 'aria-invalid': error ? true : undefined, 'aria-describedby': ids === '' ? undefined : ids }
}

export function TextField(props: Common & ComponentProps<'input'>) {
  const { label, hint, error, optional, className, ...input } = useTold(props)
  const id = useId()
  const common = { label, hint, error, optional, className }
  return (
    <Frame id={id} {...common}>
      <input id={id} className="input" {...described(id, common)} {...input} />
    </Frame>
  )
}

export function SelectField(props: Common & ComponentProps<'select'>) {
  const { label, hint, error, optional, className, ...select } = useTold(props)
  const id = useId()
  const common = { label, hint, error, optional, className }
  return (
    <Frame id={id} {...common}>
      <select id={id} className="input" {...described(id, common)} {...select} />
    </Frame>
  )
}

export function TextArea(props: Common & ComponentProps<'textarea'>) {
  const { label, hint, error, optional, className, ...area } = useTold(props)
  const id = useId()
  const common = { label, hint, error, optional, className }
  return (
    <Frame id={id} {...common}>
      <textarea id={id} rows={3} className="input" {...described(id, common)} {...area} />
    </Frame>
  )
}
