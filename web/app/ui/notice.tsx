import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

type Tone = 'calm' | 'good' | 'warn' | 'bad'
const icons: Record<Tone, IconName> = { calm: 'info', good: 'check', warn: 'alert', bad: 'alert' }

/** `announce`: `alert` for what just went wrong, `status` for what just went well; neither for what has been true all along. */
export function Notice(props: { tone?: Tone; title?: string; announce?: 'alert' | 'status'; children?: ReactNode }) {
  const tone = props.tone ?? 'calm'
  return (
    <div className={`notice notice-${tone}`} role={props.announce}>
      <Icon name={icons[tone]} className="mt-0.5" />
      <div className="min-w-0">
        {props.title !== undefined && <p className="font-semibold">{props.title}</p>}
        {props.children}
      </div>
    </div>
  )
}
