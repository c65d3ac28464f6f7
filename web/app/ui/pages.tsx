import { Link } from 'react-router'
import { Icon } from './icon.tsx'
import { inList } from './list-head.ts'

/** Links to the neighbouring pages of a list. The texts come from outside, as everywhere in this folder. */
export function Pages(props: {
  label: string
  current: string
  back: string
  next: string
  backTo: string | null
  nextTo: string | null
}) {
  if (props.backTo === null && props.nextTo === null) return null
  return (
    <nav aria-label={props.label} className="mt-8 flex items-center justify-between gap-3">
      <span className="min-w-28">
        {props.backTo !== null && (
          <Link to={props.backTo} rel="prev" state={inList} className="btn btn-calm btn-small">
            <Icon name="back" />
            {props.back}
          </Link>
        )}
      </span>
      <span className="text-soft">{props.current}</span>
      <span className="min-w-28 text-right">
        {props.nextTo !== null && (
          <Link to={props.nextTo} rel="next" state={inList} className="btn btn-calm btn-small">
            {props.next}
            <Icon name="next" />
          </Link>
        )}
      </span>
    </nav>
  )
}
