import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

export type Step = {
  key: string
  icon: IconName
  title: string
  detail?: ReactNode
  state: 'done' | 'now' | 'ahead' | 'bad'
}

const dots: Record<Step['state'], string> = {
  done: 'bg-accent text-on-accent',
  now: 'bg-accent text-on-accent ring-4 ring-accent-tint',
  ahead: 'border border-edge bg-surface text-soft',
  bad: 'bg-bad-tint text-bad',
}

/** What has happened and what is still ahead, top to bottom. */
export function Timeline({ steps }: { steps: Step[] }) {
  return (
    <ol>
      {steps.map((step, at) => (
        <li
          key={step.key}
          className="relative flex gap-4 pb-7 last:pb-0"
          aria-current={step.state === 'now' ? 'step' : undefined}
        >
          {at < steps.length - 1 && (
            <span aria-hidden="true" className="absolute top-10 bottom-0 left-5 w-px -translate-x-1/2 bg-line" />
          )}
          <span className={`z-10 grid size-10 flex-none place-items-center rounded-full ${dots[step.state]}`}>
            <Icon name={step.icon} />
          </span>
          <div className={`min-w-0 pt-1.5 ${step.state === 'ahead' ? 'text-soft' : ''}`}>
            <p className={step.state === 'ahead' ? '' : 'font-semibold'}>{step.title}</p>
            {step.detail}
          </div>
        </li>
      ))}
    </ol>
  )
}
