import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

/** Nothing here yet: says so, and shows the way on. */
export function Empty(props: { icon: IconName; title: string; text?: string; children?: ReactNode }) {
  return (
    <div className="card pad flex flex-col items-center gap-3 py-14 text-center">
      <span className="grid size-16 place-items-center rounded-full bg-accent-tint text-accent">
        <Icon name={props.icon} className="text-2xl" />
      </span>
      <h2>{props.title}</h2>
      {props.text !== undefined && <p className="max-w-md text-soft">{props.text}</p>}
      {props.children !== undefined && <div className="mt-2 flex flex-wrap justify-center gap-3">{props.children}</div>}
    </div>
  )
}
