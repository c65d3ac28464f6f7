import { useId, type ComponentProps } from 'react'

type Props = { label: string; error?: string | null } & ComponentProps<'input'>

/** Something that is on or off. A checkbox underneath: sent with its form, and worked by the space bar. */
export function Switch({ label, error, ...input }: Props) {
  const id = useId()
  return (
    <div>
      <label htmlFor={id} className="flex min-h-11 cursor-pointer items-center justify-between gap-4">
        <span>{label}</span>
        <input
          id={id}
          type="checkbox"
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
          className="relative h-7! w-12! cursor-pointer appearance-none rounded-full border border-edge bg-sunken transition-colors before:absolute before:top-1 before:left-1 before:size-4.5 before:rounded-full before:bg-edge before:transition-transform checked:border-accent checked:bg-accent checked:before:translate-x-5 checked:before:bg-on-accent forced-colors:appearance-auto"
          {...input}
        />
      </label>
      {error && (
        <p id={`${id}-error`} className="wrong">
          {error}
        </p>
      )}
    </div>
  )
}
