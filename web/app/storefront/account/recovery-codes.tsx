import { useState, useSyncExternalStore } from 'react'
import { useT } from '../../parts/i18n/use.ts'
import { A } from '../../parts/link.tsx'
import { Icon } from '../../ui/icon.tsx'

/** Shown once. Printed, the page is these codes and nothing else. */
export function RecoveryCodes({ codes }: { codes: string[] }) {
  const t = useT()
  const text = `${t('security.codes_file')}\n\n${codes.join('\n')}\n`
  return (
    <section
      ref={focus}
      tabIndex={-1}
      aria-labelledby="codes"
      className="card pad space-y-4 border-accent print:fixed print:inset-0 print:z-50 print:border-0"
    >
      <h2 id="codes">{t('security.codes')}</h2>
      <p>{t('security.codes_text')}</p>
      <ol className="grid max-w-md grid-cols-2 gap-x-6 gap-y-2 rounded-xl bg-sunken p-4 font-mono text-lg">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <p className="font-medium text-warn">{t('security.codes_once')}</p>
      <div className="flex flex-wrap gap-3 print:hidden">
        <Copy text={text} />
        <a
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(text)}`}
          download="mortar-recovery-codes.txt"
          className="btn btn-calm"
        >
          <Icon name="download" />
          {t('security.codes_save')}
        </a>
        <A to="/account/security" className="btn btn-main">
          {t('security.codes_kept')}
        </A>
      </div>
    </section>
  )
}

/** The form that asked for them is gone: the keyboard goes on here. */
const focus = (section: HTMLElement | null) => section?.focus()

const never = () => () => undefined

/** Where a browser lets pages write to its clipboard. */
function Copy({ text }: { text: string }) {
  const t = useT()
  const [outcome, tell] = useState<'copied' | 'uncopied'>()
  const canCopy = useSyncExternalStore(
    never,
    () => 'clipboard' in navigator,
    () => false,
  )
  if (!canCopy) return null
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => tell('copied'),
      // Forbidden in this browser: the codes are there to be marked by hand.
      () => tell('uncopied'),
    )
  }
  return (
    <>
      <button type="button" onClick={copy} className="btn btn-calm">
        <Icon name="copy" />
        {t('security.codes_copy')}
      </button>
      <output className="self-center text-soft">{outcome !== undefined && t(`security.codes_${outcome}`)}</output>
    </>
  )
}
