import { useSyncExternalStore } from 'react'
import { isLost, onConnection, tryAgain } from './connection.ts'
import { useT } from './i18n/use.ts'

/** Says that there is no connection as long as there is none. */
export function Offline() {
  const t = useT()
  const lost = useSyncExternalStore(onConnection, isLost, () => false)
  if (!lost) return null
  return (
    <div
      role="alert"
      className="notice notice-warn fixed inset-x-4 bottom-4 z-50 mx-auto max-w-2xl items-center shadow-lg"
    >
      <p className="flex-1">
        <strong className="block">{t('frame.offline')}</strong>
        {t('frame.offline_text')}
      </p>
      <button type="button" onClick={() => void tryAgain()} className="btn btn-calm">
        {t('frame.again')}
      </button>
    </div>
  )
}
