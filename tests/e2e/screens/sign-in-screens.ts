import { must } from '../../helpers/results'
import { tell } from './feign'
import type { Screen, Studio } from './studio'

const field = (studio: Studio, name: string) => studio.page.getByRole('textbox', { name, exact: true })

async function submit({ desktop }: Studio, tcp: number, http = tcp): Promise<void> {
  await desktop.fillSignIn({ tcp, http }, 'alice', 'not the password')
}

/** The first thing that anybody sees, and what goes wrong there. */
export const SIGN_IN_SCREENS: readonly Screen[] = [
  { name: 'sign-in', open: ({ page }) => page.getByRole('heading', { level: 1 }).waitFor() },
  {
    name: 'sign-in-incomplete',
    open: async (studio) => {
      await field(studio, 'Server').fill('im example com')
      await studio.page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await studio.page.getByText('No spaces or slashes').waitFor()
    },
  },
  {
    name: 'sign-in-advanced',
    open: async (studio) => {
      await studio.page.getByRole('button', { name: 'Advanced' }).click()
      await field(studio, 'HTTP address').waitFor()
    },
  },
  {
    name: 'sign-in-network',
    open: async ({ page }) => {
      await page.getByRole('button', { name: 'Proxy and test…' }).click()
      await page.getByRole('dialog', { name: 'Network' }).waitFor()
    },
  },
  {
    name: 'sign-in-refused',
    open: async (studio) => {
      await submit(studio, studio.stage.closedPort)
      await studio.page.getByRole('alert').waitFor()
    },
  },
  {
    name: 'sign-in-wrong-password',
    open: async (studio) => {
      await submit(studio, studio.stage.server.ports.tcp, studio.stage.server.ports.http)
      await studio.page.getByText('The user or password is wrong').waitFor()
    },
  },
  {
    name: 'sign-in-progress',
    open: async (studio) => {
      await submit(studio, studio.stage.silentPort)
      await studio.page.getByRole('list', { name: 'Progress of signing in' }).waitFor()
    },
    close: async ({ page }) => {
      await page.getByRole('button', { name: 'Cancel' }).click()
      await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
    },
  },
  {
    name: 'sign-in-store-busy',
    open: async (studio) => {
      const account = must(await studio.desktop.call('account:state'))
      if (account.state !== 'signed_out') throw new Error('somebody is signed in')
      await tell(studio, 'account', { state: 'signing_in', forms: account.forms, step: 'load', store: 'busy' })
      await studio.page.getByText('Another program holds the message database').waitFor()
    },
    close: async (studio) => tell(studio, 'account', must(await studio.desktop.call('account:state'))),
  },
  {
    name: 'sign-in-store-updating',
    open: async (studio) => {
      const account = must(await studio.desktop.call('account:state'))
      if (account.state !== 'signed_out') throw new Error('somebody is signed in')
      await tell(studio, 'account', { state: 'signing_in', forms: account.forms, step: 'load', store: 'updating' })
      await studio.page.getByText('Updating the message store').waitFor()
    },
    close: async (studio) => tell(studio, 'account', must(await studio.desktop.call('account:state'))),
  },
]
