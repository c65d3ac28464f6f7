import { reactRouter } from '@react-router/dev/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig } from 'vite'
import { messages } from './messages.plugin.ts'
import { unobserved } from './unobserved.plugin.ts'

/** What every page of the store shows; what is not named here stays out of its files. */
const storeParts =
  /web\/app\/(root\.tsx|parts\/(addresses|answer|connection|dates|delivery|done|error-view|failure|frame|i18n|link|medicine|money|offline|person|post|product-card|title)|ui\/(form-answer|icon|illustration|list-head|notice|said|submit)|storefront\/(layout|account-menu))/
/** What forms and lists are made of: small pieces that come together, and that the list of routes names once instead of singly. */
const formParts =
  /web\/app\/(parts\/(address-fields|filter|list-)|ui\/(empty|field|pages|tabs)|storefront\/(code-field|new-password-field|person-fields|phone-field))/

export default defineConfig({
  plugins: [messages(), unobserved(), tailwindcss(), reactRouter()],
  // The server bundle carries React and the router with it, in their production form whatever NODE_ENV says;
  // the contract stays the server's own module, so that its errors are the same class on both sides.
  ssr: { noExternal: true },
  environments: {
    client: {
      // What only the React developer extension would call stays out of the files.
      define: { __REACT_DEVTOOLS_GLOBAL_HOOK__: 'undefined' },
      build: {
        rolldownOptions: {
          // React and the router change rarely and always come together; so do the pieces of our own that every page
          // of the store shows. In one file each they are smaller than in a dozen.
          output: {
            codeSplitting: {
              groups: [
                { name: 'vendor', test: /node_modules\/(react|react-dom|scheduler|react-router|cookie)\// },
                { name: 'store', test: storeParts },
                { name: 'forms', test: formParts },
              ],
            },
          },
        },
      },
    },
    ssr: {
      define: { 'process.env.NODE_ENV': '"production"' },
      build: { rolldownOptions: { external: ['@mortar/contract'] } },
    },
  },
  build: { target: 'es2022', assetsInlineLimit: 0, manifest: true, modulePreload: false },
})
