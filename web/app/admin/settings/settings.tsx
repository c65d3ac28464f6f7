import type { Settings } from '@mortar/contract'
import { useNavigation } from 'react-router'
import type { Route } from './+types/settings'
import { Answer } from '../../parts/answer.tsx'
import { done } from '../../parts/done.ts'
import { failureOf, fieldErrors } from '../../parts/failure.ts'
import { useT } from '../../parts/i18n/use.ts'
import { act, page } from '../../parts/page.server.ts'
import { Post } from '../../parts/post.tsx'
import { Title } from '../../parts/title.tsx'
import { Submit } from '../../ui/submit.tsx'
import { roles } from '../people/roles.ts'
import { settingNames, settingsChanged, switchName } from './settings-form.ts'
import { Switch } from './switch.tsx'

export const loader = (args: Route.LoaderArgs) =>
  page(args, async ({ api }) => ({ settings: await api.get_settings() }))

export const action = (args: Route.ActionArgs) =>
  act(args, async ({ api }, form) => {
    await api.update_settings({ body: settingsChanged(form) })
    return done(form, 'admin.saved')
  })

export default function PlatformSettings({ loaderData: { settings }, actionData }: Route.ComponentProps) {
  const t = useT()
  const { problem, values } = failureOf(actionData)
  const busy = useNavigation().formMethod === 'POST'
  const errorOf = (field: string) => {
    const code = problem?.errors?.find((error) => error.field === field)?.code
    return t.maybe(`admin.field.${code}`) ?? fieldErrors(t, problem)(field)
  }
  return (
    <div className="max-w-2xl">
      <Title>{t('admin.settings')}</Title>
      <h1>{t('admin.settings')}</h1>
      <p className="mt-1 mb-5 text-soft">{t('admin.settings_text')}</p>
      <Post className="space-y-5" silent>
        {settingNames.map((name) => (
          <Setting key={name} name={name} settings={settings} errorOf={errorOf} typed={values} />
        ))}
        <Answer to="form" />
        <Submit busy={busy}>{t('console.save')}</Submit>
      </Post>
    </div>
  )
}

type SettingProps = {
  name: keyof Settings
  settings: Settings
  errorOf: (field: string) => string | null
  /** What a form that was refused said. */
  typed: Record<string, string> | undefined
}

function Setting({ name, settings, errorOf, typed }: SettingProps) {
  const t = useT()
  return (
    <fieldset className="card pad">
      <legend className="contents">
        <h2>{t(`admin.setting.${name}`)}</h2>
      </legend>
      <p className="mt-1 mb-3 text-soft">{t(`admin.setting.${name}_text`)}</p>
      <div className="divide-y divide-line">
        {roles.map((role) => {
          const field = switchName(name, role)
          return (
            <div key={role}>
              {settings[name][role] && <input type="hidden" name="was_on" value={field} />}
              <Switch
                label={t(`admin.roles.${role}`)}
                name={field}
                error={errorOf(field)}
                defaultChecked={typed === undefined ? settings[name][role] : field in typed}
              />
            </div>
          )
        })}
      </div>
    </fieldset>
  )
}
