import { useId, type ComponentProps, type ReactNode } from 'react'

type Common = { label: string; hint?: string; error?: string | null; optional?: string; className?: string }

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

function described(id: string, { hint, error }: Common) {
  const ids = [error ? `${id}-error` : '', hint === undefined ? '' : `${id}-hint`].filter(Boolean).join(' ')
  return { 'aria-invalid': error ? true : undefined, 'aria-describedby': ids === '' ? undefined : ids }
}

export function TextField({ label, hint, error, optional, className, ...input }: Common & ComponentProps<'input'>) {
  const id = useId()
  const common = { label, hint, error, optional, className }
  return (
    <Frame id={id} {...common}>
      <input id={id} className="input" {...described(id, common)} {...input} />
    </Frame>
  )
}

export function SelectField({ label, hint, error, optional, className, ...select }: Common & ComponentProps<'select'>) {
  const id = useId()
  const common = { label, hint, error, optional, className }
  return (
    <Frame id={id} {...common}>
      <select id={id} className="input" {...described(id, common)} {...select} />
    </Frame>
  )
}

export function TextArea({ label, hint, error, optional, className, ...area }: Common & ComponentProps<'textarea'>) {
  const id = useId()
  const common = { label, hint, error, optional, className }
  return (
    <Frame id={id} {...common}>
      <textarea id={id} rows={3} className="input" {...described(id, common)} {...area} />
    </Frame>
  )
}
